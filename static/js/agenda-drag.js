// Lets the points of an agenda be dragged within their section; the server keeps the order by the numbers of the form.
// The number boxes and the buttons "Lên", "Xuống" do the same by keyboard and without this script.
const form = document.querySelector("[data-agenda]");
const state = document.querySelector("[data-agenda-state]");

function points(list) {
  return [...list.querySelectorAll(":scope > [data-agenda-point]")];
}

function renumber(list) {
  const all = points(list);
  all.forEach((point, index) => {
    point.querySelector(".agenda-number").value = index + 1;
    point.querySelector("[name=up]").disabled = index === 0;
    point.querySelector("[name=down]").disabled = index === all.length - 1;
  });
}

async function save() {
  const body = new FormData(form);
  body.append("order", "1");
  state.textContent = "Đang lưu thứ tự…";
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status === 422) return refuse((await answer.json()).error);
    if (answer.status !== 204) throw new Error(answer.status);
    state.textContent = "Đã lưu thứ tự.";
  } catch {
    state.textContent = "Chưa lưu được thứ tự. Khi có mạng, xin bấm “Lưu thứ tự”.";
  }
}

// A box of another section holds no number: the server says beside which once the button is pressed.
function refuse(why) {
  state.textContent = `Chưa lưu được thứ tự: có ô không phải là số. ${why}`;
}

function below(list, y) {
  return points(list).find((point) => !point.classList.contains("is-dragged") && y < point.getBoundingClientRect().top + point.offsetHeight / 2);
}

function attach(list) {
  points(list).forEach((point) => {
    const handle = document.createElement("span");
    handle.className = "agenda-handle";
    handle.setAttribute("aria-hidden", "true");
    handle.title = "Kéo để đổi thứ tự";
    point.prepend(handle);
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      point.classList.add("is-dragged");
      const before = points(list).indexOf(point);
      const drag = (moved) => {
        const next = below(list, moved.clientY) || null;
        if (point.nextElementSibling !== next) list.insertBefore(point, next);
      };
      const drop = () => {
        // On the window: a point that is moved in the page loses the pointer it had captured.
        window.removeEventListener("pointermove", drag);
        ["pointerup", "pointercancel"].forEach((end) => window.removeEventListener(end, drop));
        point.classList.remove("is-dragged");
        if (points(list).indexOf(point) === before) return;
        renumber(list);
        save();
      };
      window.addEventListener("pointermove", drag);
      ["pointerup", "pointercancel"].forEach((end) => window.addEventListener(end, drop));
    });
  });
}

if (form) form.querySelectorAll("[data-agenda-section]").forEach(attach);
