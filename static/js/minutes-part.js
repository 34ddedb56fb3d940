// One part of the minutes on the page: its boxes, what of them the server has, and what is said about that.
import { send } from "./minutes-save.js";
import { showConflict } from "./minutes-conflict.js";
import { SAID, showWarnings } from "./minutes-words.js";

export class Part {
  constructor(element, form, words, changed) {
    Object.assign(this, { element, form, words, changed, isDirty: false, isHeld: false, isKept: true, isGone: false });
    this.key = element.dataset.part;
    this.version = element.querySelector("[data-version]");
    this.boxes = [...element.querySelectorAll("[data-text]")];
    this.state = element.querySelector("[data-state]");
    // What the server has; a box that still says so was left alone.
    this.stored = Object.fromEntries(this.boxes.map((box) => [box.dataset.text, box.defaultValue]));
    element.addEventListener("input", () => this.touch());
    this.restore();
  }
  texts() {
    return Object.fromEntries(this.boxes.map((box) => [box.dataset.text, box.value]));
  }
  write(texts) {
    this.boxes.forEach((box) => { if (box.dataset.text in texts) box.value = texts[box.dataset.text]; });
  }
  differs(texts) {
    return this.boxes.some((box) => (texts[box.dataset.text] ?? "").trim() !== box.value.trim());
  }
  say(state, words) {
    this.state.textContent = (words || SAID[state]) + (this.isKept || state === "saved" ? "" : " (máy này không giữ được bản tạm)");
    this.state.className = `minutes-state is-${state}`;
    this.outcome = state;
    this.changed();
  }
  touch() {
    if (this.isGone) return;
    this.isDirty = true;
    this.isKept = this.words.keep(this.key, { version: this.version.value, texts: this.texts(), stored: this.stored });
    this.say(this.isHeld ? "conflict" : "waiting");
  }
  restore() {
    const kept = this.words.recall(this.key);
    if (!kept?.texts || !this.differs(kept.texts)) return this.words.forget(this.key);
    this.version.value = kept.version;
    this.stored = kept.stored || this.stored;
    this.write(kept.texts);
    this.touch();
  }
  save(options) {
    if (this.sending) return this.sending;
    if (!this.isDirty || this.isHeld) return undefined;
    this.sending = this.deliver(options).finally(() => { this.sending = null; });
    return this.sending;
  }
  async deliver(options) {
    const sent = this.texts();
    this.say("saving");
    const told = await send(this.form.dataset.draft, this.form.elements.csrfmiddlewaretoken.value, this.key, Number(this.version.value), sent, options);
    this[told.outcome === "saved" ? "taken" : told.outcome === "conflict" ? "disputed" : "left"](told, sent);
  }
  taken(told, sent) {
    this.version.value = told.version;
    this.stored = sent;
    showWarnings(this.element, told.warnings);
    if (this.differs(sent)) return this.touch(); // typed on meanwhile
    this.isDirty = false;
    this.words.forget(this.key);
    this.say("saved", `Đã lưu ${told.saved}`);
  }
  left(told) {
    if (told.outcome === "gone") this.end();
    this.say(told.outcome, told.error ? `Chưa lưu: ${told.error}` : "");
  }
  end() {
    // It is in the minutes no more: nothing of it stays on this machine.
    this.isGone = true;
    this.isDirty = false;
    this.words.forget(this.key);
  }
  disputed(told) {
    this.boxes.filter((box) => box.value.trim() === (this.stored[box.dataset.text] ?? "").trim())
      .forEach((box) => { box.value = told.texts[box.dataset.text]; });
    this.stored = told.texts;
    if (!this.differs(told.texts)) return this.settle(told.version, told.texts); // the same words, sent twice
    this.isHeld = true;
    this.say("conflict");
    showConflict(this, told);
  }
  settle(version, texts) {
    this.isHeld = false;
    this.version.value = version;
    if (!texts) return this.touch();
    this.write(texts);
    this.isDirty = false;
    this.words.forget(this.key);
    this.say("saved", "Đã lấy bản đã lưu");
  }
}
