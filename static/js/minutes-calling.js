// Keeps in view which number is called in the room and which points are written down already.
// Without this script both are as of the moment the page was opened.
const EVERY = 5000;
const shown = document.querySelector("[data-calling]");
let timer = null;

function tell({ number, key, url }) {
  const words = number ? `Đang mời số ${number}` : "Chưa mời số nào";
  const link = shown.querySelector("a");
  // A point that came after the page was opened is reached by opening it anew.
  const target = key && (document.getElementById(`noi-dung-${key}`) ? `#noi-dung-${key}` : url.replace("#", `&so=${number}#`));
  if (shown.textContent === words && (link?.getAttribute("href") || "") === target) return;
  shown.replaceChildren(target ? Object.assign(document.createElement("a"), { href: target, textContent: words }) : words);
}

// The list scrolls by itself, so that whose turn it is stands in sight there too.
function reveal() {
  const point = document.querySelector(".minutes-places [data-calling-mark]:not([hidden])")?.closest("li");
  const list = point?.closest(".minutes-places");
  if (list) list.scrollTop = point.offsetTop - list.clientHeight / 3;
}

function mark({ key, states }) {
  const isNew = !document.querySelector(`[data-calling-mark="${key}"]:not([hidden])`);
  document.querySelectorAll("[data-calling-mark]").forEach((mark) => { mark.hidden = mark.dataset.callingMark !== key; });
  document.querySelectorAll("[data-place-state]").forEach((place) => { place.textContent = states[place.dataset.placeState] || "không còn trong chương trình"; });
  if (isNew) reveal();
}

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(shown.dataset.calling, { headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.status === 403 || answer.status === 404) return clearInterval(timer);
    if (!answer.ok) return;
    const told = await answer.json();
    tell(told);
    mark(told);
  } catch {
    // Signed out or offline: what is said about saving says so.
  }
}

if (shown) {
  reveal();
  timer = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
