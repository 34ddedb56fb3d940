// What was typed into an article stays on this machine until it is saved: being signed in may end while somebody writes.
import { KeptWords } from "./kept-words.js";

const EVERY = 2000;
const NAMES = ["title", "lead", "body", "category", "author_name", "source_name", "source_url", "seen_version"];
const SENT = "da-gui"; // which article was sent last, forgotten once a page says that it was saved
const words = new KeptWords("bai-viet");
const form = document.querySelector("#post_form");
const part = location.pathname.match(/\/(\d+)\/change\//)?.[1] || "moi";
const isRefused = document.querySelector(".errornote");
let isDirty = false;

const boxes = () => NAMES.map((name) => form.elements[name]).filter(Boolean);
const typed = () => Object.fromEntries(boxes().map((box) => [box.name, box.value]));

function keep() {
  if (isDirty) words.keep(part, typed());
  isDirty = false;
}

// The browser builds the editor over the box of the text once it has loaded it.
function fillEditor(html) {
  const editor = document.querySelector(".tiptap")?.editor;
  if (editor) editor.commands.setContent(html, { emitUpdate: true });
  else setTimeout(fillEditor, 100, html);
}

function putBack(kept) {
  boxes().filter((box) => box.name in kept).forEach((box) => { box.value = kept[box.name]; });
  fillEditor(kept.body);
  const list = Object.assign(document.createElement("ul"), { className: "messagelist" });
  list.innerHTML = '<li class="warning" role="status">Đã lấy lại phần chưa lưu trên máy này; ảnh xin chọn lại. <button type="button" class="button">Bỏ phần này</button></li>';
  list.querySelector("button").addEventListener("click", () => {
    isDirty = false;
    words.forget(part);
    location.reload();
  });
  form.prepend(list);
}

if (isRefused) words.forget(SENT); // a later success is that of something else
if (document.querySelector(".messagelist .success") && words.recall(SENT)) {
  words.forget(words.recall(SENT));
  words.forget(SENT);
}
if (form) {
  const kept = words.recall(part);
  if (kept && !isRefused && NAMES.some((name) => form.elements[name] && form.elements[name].value !== kept[name])) putBack(kept);
  form.addEventListener("input", () => { isDirty = true; });
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isDirty = true;
    keep();
    words.keep(SENT, part);
  });
}
