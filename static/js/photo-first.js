// Looks, before an article with chosen photos is sent, for what is left empty: they need not be sent up to learn of it.
const form = document.querySelector("#post_form");

function empty(field) {
  field.setCustomValidity(field.value.trim() ? "" : "Xin điền ô này trước khi lưu.");
  return !field.checkValidity();
}

form.addEventListener("submit", (event) => {
  const photos = [...form.querySelectorAll('input[type="file"]')].filter((photo) => photo.files.length);
  if (!photos.length) return;
  const words = photos.map((photo) => form.elements[photo.name.replace(/-file$/, "-alt")]);
  // The text stands in an editor, which has no such box to point at.
  const missing = [...form.querySelectorAll("[required]:not([name=body])"), ...words].find(empty);
  if (!missing) return;
  event.preventDefault();
  missing.reportValidity();
});
