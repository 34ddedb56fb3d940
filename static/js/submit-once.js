// Keeps an impatient second tap from sending a form again; the server refuses the second one anyway.
const labels = new Map();

function release() {
  labels.forEach((label, button) => {
    button.disabled = false;
    button.textContent = label;
  });
  labels.clear();
}

document.addEventListener("submit", (event) => {
  const button = event.submitter || event.target.querySelector("button[type=submit]");
  if (event.defaultPrevented || event.target.method !== "post" || !button || button.tagName !== "BUTTON") return;
  // After this turn, so that the name and value of the button still travel with the form.
  setTimeout(() => {
    labels.set(button, button.textContent);
    button.disabled = true;
    button.textContent = "Đang gửi…";
  });
});

// Coming back from the next page shows this one as it was left.
window.addEventListener("pageshow", release);
