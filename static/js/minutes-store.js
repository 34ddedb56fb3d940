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

// Copies of parts that are in the minutes no more, such as of a question that went the sealed way.
export function purge(session, known) {
  const start = name(session, "");
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(start) && !known.includes(key.slice(start.length)))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // nothing was kept
  }
}

export function forget(session, part) {
  try {
    localStorage.removeItem(name(session, part));
  } catch {
    // nothing was kept
  }
}
