// A copy of what was typed into the minutes, on this machine and only until the server has it: laptops are shared.
const PREFIX = "bien-ban";
const name = (session, part) => `${PREFIX} ${session} ${part}`;

export function keep(session, part, version, texts) {
  try {
    localStorage.setItem(name(session, part), JSON.stringify({ version, texts }));
    return true;
  } catch {
    return false; // a browser that keeps nothing: the page says so
  }
}

export function recall(session, part) {
  try {
    return JSON.parse(localStorage.getItem(name(session, part)));
  } catch {
    return null;
  }
}

export function forget(session, part) {
  try {
    localStorage.removeItem(name(session, part));
  } catch {
    // nothing was kept
  }
}
