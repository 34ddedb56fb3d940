// Saves a report box by box every few seconds while somebody types, and again when the connection is back.
// Without this script the buttons "Lưu nháp" do it.
import { Box } from "./report-box.js";
import { KeptWords } from "./kept-words.js";

const EVERY = 3000;
const TROUBLE = ["signed-out", "offline", "conflict", "refused"];
const form = document.querySelector("[data-report]");
const shown = document.querySelector("[data-all-state]");
const boxes = [];

function sum() {
  const open = boxes.filter((box) => box.isDirty);
  const trouble = TROUBLE.map((name) => open.find((box) => box.outcome === name)).find(Boolean);
  const saved = boxes.filter((box) => box.outcome === "saved").map((box) => box.state.textContent).sort();
  const text = trouble ? trouble.state.textContent : open.length ? "Đang lưu…" : saved[saved.length - 1] || form.dataset.told;
  // Said aloud when it changes, not at every key.
  if (shown.textContent !== text) shown.textContent = text;
  shown.classList.toggle("is-trouble", Boolean(trouble));
}

// Signing in again in another tab makes this page's token void: with the new one it goes on saving, and can be sent.
async function renewToken() {
  const answer = await fetch(form.action);
  if (answer.redirected || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[name=csrfmiddlewaretoken]");
  if (token) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((old) => { old.value = token.value; });
}

// One after another: each of them holds the report's row.
async function saveAll(leaving = false) {
  if (!leaving && boxes.some((box) => box.isDirty && box.outcome === "signed-out")) await renewToken().catch(() => {});
  for (const box of boxes) {
    const sent = box.save(leaving);
    if (!leaving) await sent;
  }
}

if (form) {
  const words = new KeptWords(`bao-cao ${form.dataset.report}`);
  words.purge(form.dataset.boxes.split(" "));
  form.querySelectorAll("[data-box]").forEach((element) => boxes.push(new Box(element, form, words, sum)));
  sum();
  saveAll();
  setInterval(saveAll, EVERY);
  window.addEventListener("online", () => saveAll());
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll(true); });
  // A line that was just added is where one goes on writing.
  const target = location.hash.startsWith("#id_") && document.getElementById(location.hash.slice(1));
  if (target) target.focus();
}
