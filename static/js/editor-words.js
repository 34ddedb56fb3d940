// Gives the editor, which the browser builds over a textarea, the name that the textarea's label has, and its buttons
// the words of djangojs.po: of these the editor asks for a few only.
function name(editor) {
  const label = editor.closest(".form-row")?.querySelector("label");
  if (label && !editor.hasAttribute("aria-label")) editor.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
}

function translate(button) {
  for (const attribute of ["title", "aria-label"]) {
    const said = button.getAttribute(attribute) || "";
    if (gettext(said) !== said) button.setAttribute(attribute, gettext(said));
  }
}

function translateText(choice) {
  const said = choice.textContent;
  if (gettext(said) === said) return;
  if (choice.tagName === "OPTION") choice.value = said; // by which the editor knows what was chosen
  choice.textContent = gettext(said);
}

function nameAll() {
  document.querySelectorAll('.tiptap[role="textbox"]').forEach(name);
  document.querySelectorAll(".prose-menubar [title]").forEach(translate);
  document.querySelectorAll(".prose-menubar__option > *, .prose-editor-dialog option").forEach(translateText);
}
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
