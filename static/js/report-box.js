// One box of a report: what of it the server has, and what is said about that beneath it.
const WAIT = 15000;
const SAID = {
  waiting: "Chưa lưu",
  saving: "Đang lưu…",
  offline: "Chưa lưu được, đang thử lại",
  "signed-out": "Chưa lưu được: đã hết phiên đăng nhập. Xin mở trang khác đăng nhập lại, trang này sẽ tự lưu",
  conflict: "Có người khác vừa lưu ô này: xin chọn bản giữ lại",
};

function button(text, pressed) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline", textContent: text });
  made.addEventListener("click", pressed);
  return made;
}

export class Box {
  constructor(element, form, words, changed) {
    Object.assign(this, { element, form, words, changed, isDirty: false, outcome: "" });
    this.name = element.dataset.box;
    this.input = element.querySelector(".form-control");
    this.seen = element.querySelector("[data-seen]");
    this.state = element.querySelector("[data-state]");
    this.conflict = element.querySelector("[data-conflict]");
    // Refused or disputed by a plain button: not sent again by itself until somebody writes on.
    this.isHeld = element.classList.contains("has-error");
    this.input.addEventListener("input", () => { if (this.conflict.hidden) this.isHeld = false; this.touch(); });
    this.restore();
  }
  restore() {
    const kept = this.words.recall(this.name);
    if (!kept || this.isHeld || kept.text.trim() === this.input.value.trim()) return this.words.forget(this.name);
    this.seen.value = kept.seen;
    this.input.value = kept.text;
    this.touch();
  }
  say(outcome, words) {
    this.outcome = outcome;
    this.state.textContent = words || SAID[outcome];
    this.state.classList.toggle("is-trouble", !["saved", "saving", "waiting"].includes(outcome));
    this.changed();
  }
  touch() {
    this.isDirty = true;
    this.words.keep(this.name, { seen: this.seen.value, text: this.input.value });
    if (!this.isHeld) this.say("waiting");
  }
  save(leaving = false) {
    if (this.sending) return this.sending;
    if (!this.isDirty || this.isHeld) return undefined;
    this.sending = this.deliver(leaving).finally(() => { this.sending = null; });
    return this.sending;
  }
  async deliver(leaving) {
    const text = this.input.value;
    if (!["offline", "signed-out"].includes(this.outcome)) this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ box: this.name, text, seen: this.seen.value }),
        keepalive: leaving,
        signal: leaving || !AbortSignal.timeout ? undefined : AbortSignal.timeout(WAIT),
      });
      if (answer.redirected || answer.status === 403) return this.say("signed-out");
      if (answer.status >= 500) return this.say("offline");
      this.answered(answer.status, await answer.json(), text);
    } catch {
      this.say("offline");
    }
  }
  answered(status, told, text) {
    if (status === 200) return this.taken(told, text);
    this.isHeld = true;
    if (status === 409) return this.disputed(told);
    this.say("refused", told.error);
  }
  taken(told, text) {
    this.seen.value = told.seen;
    if (text !== this.input.value) return this.touch(); // typed on meanwhile
    this.settle(`Đã lưu ${told.saved}`);
  }
  settle(words) {
    this.isDirty = false;
    this.words.forget(this.name);
    this.element.classList.remove("has-error");
    this.say("saved", words);
  }
  disputed({ text, seen }) {
    const close = () => { this.isHeld = false; this.seen.value = seen; this.conflict.hidden = true; this.input.focus(); };
    const wording = Object.assign(document.createElement("p"), { className: "report-wording", textContent: text || "(để trống)" });
    this.conflict.replaceChildren(
      Object.assign(document.createElement("p"), { className: "note-head", textContent: "Bản vừa được lưu" }),
      wording,
      button("Giữ bản của tôi", () => { close(); this.touch(); this.save(); }),
      button("Lấy bản đã lưu", () => { close(); this.input.value = text; this.settle("Đã lấy bản đã lưu"); }),
    );
    this.conflict.hidden = false;
    this.say("conflict");
  }
}
