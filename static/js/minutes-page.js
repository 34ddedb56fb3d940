// Saves the minutes every few seconds while somebody types, and again when the connection is back.
// Without this script the buttons "Lưu" do it.
import { Part } from "./minutes-part.js";
import { KeptWords } from "./kept-words.js";

const EVERY = 3000;
const TROUBLE = ["gone", "signed-out", "offline", "failed", "refused", "conflict"];
const form = document.querySelector("[data-minutes]");
const shown = document.querySelector("[data-all-state]");
const parts = [];
let isLeaving = false;

function sum() {
  const open = parts.filter((part) => part.isDirty || part.isGone);
  const trouble = TROUBLE.map((name) => open.find((part) => part.outcome === name)).find(Boolean);
  const saved = parts.filter((part) => part.outcome === "saved").map((part) => part.state.textContent).sort();
  const text = trouble ? trouble.state.textContent : open.length ? "Đang lưu…" : saved[saved.length - 1] || "Tự lưu vài giây một lần khi đồng chí gõ.";
  // Said aloud when it changes, not at every key.
  if (shown.textContent !== text) shown.textContent = text;
  shown.classList.toggle("is-trouble", Boolean(trouble));
}

const saveAll = (options) => Promise.all(parts.map((part) => part.save(options)));

const words = form && new KeptWords(`bien-ban ${form.dataset.minutes}`);
if (form) words.purge(form.dataset.parts.split(" "));

// Without an address to save to, the minutes are read only.
if (form?.dataset.draft) {
  form.querySelectorAll("[data-part]").forEach((element) => parts.push(new Part(element, form, words, sum)));
  sum();
  saveAll();
  setInterval(saveAll, EVERY);
  window.addEventListener("online", () => saveAll());
  document.addEventListener("visibilitychange", () => { if (document.hidden) saveAll({ leaving: true }); });
  form.addEventListener("submit", async (event) => {
    // A plain "Lưu" stays on the page; the other buttons lead on once the server has everything.
    if (isLeaving) return;
    event.preventDefault();
    await saveAll();
    await saveAll();
    if (!event.submitter || "save" in event.submitter.dataset || parts.some((part) => part.isDirty)) return;
    isLeaving = true;
    // In a task of its own: with nothing left to save this still runs within the first submit, which browsers ignore.
    setTimeout(() => form.requestSubmit(event.submitter));
  });
}
