// Gives the editor, which the browser builds over a textarea, the name that the textarea's label has.
function name(editor) {
  const label = editor.closest(".form-row")?.querySelector("label");
  if (label && !editor.hasAttribute("aria-label")) editor.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
}

const nameAll = () => document.querySelectorAll('.tiptap[role="textbox"]').forEach(name);
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
