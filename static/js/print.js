// Shows the print buttons, which do nothing without JavaScript, in place of the advice to use the browser's menu.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelectorAll("[data-print-advice]").forEach((advice) => {
  advice.hidden = true;
});
