// A copy of what was typed into a report, on this phone and only until the server has it.
const PREFIX = "bao-cao";
const name = (report, box) => `${PREFIX} ${report} ${box}`;

export function keep(report, box, seen, text) {
  try {
    localStorage.setItem(name(report, box), JSON.stringify({ seen, text }));
    return true;
  } catch {
    return false; // a browser that keeps nothing
  }
}

export function recall(report, box) {
  try {
    return JSON.parse(localStorage.getItem(name(report, box)));
  } catch {
    return null;
  }
}

export function forget(report, box) {
  try {
    localStorage.removeItem(name(report, box));
  } catch {
    // Nothing was kept.
  }
}

// Copies of lines and photos that are in the report no more.
export function purge(report, boxes) {
  try {
    const start = name(report, "");
    Object.keys(localStorage)
      .filter((key) => key.startsWith(start) && !boxes.includes(key.slice(start.length)))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}
