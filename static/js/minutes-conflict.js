// Two people wrote into the same part: both wordings are shown, and whoever types says which stays.
function element(tag, text, className = "") {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}

function button(text, pressed) {
  const made = element("button", text, "button");
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

export function showConflict(part, { version, by, texts }) {
  const box = part.element.querySelector("[data-conflict]");
  const close = () => { box.hidden = true; box.replaceChildren(); };
  const labels = part.boxes.filter((input) => (texts[input.dataset.text] ?? "").trim() !== input.value.trim());
  const wordings = labels.flatMap((input) => [
    element("p", part.element.querySelector(`label[for="${input.id}"]`).textContent, "note-head"),
    element("p", texts[input.dataset.text] || "(để trống)", "minutes-wording"),
  ]);
  box.replaceChildren(
    element("p", `${by || "Người khác"} đã lưu bản này; bản của đồng chí vẫn còn trong các ô ở trên:`),
    ...wordings,
    button("Lưu bản của tôi", () => { close(); part.settle(version); part.save(); }),
    button("Lấy bản đã lưu", () => { close(); part.settle(version, texts); }),
  );
  box.hidden = false;
}
