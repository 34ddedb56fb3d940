// Says how many letters are left in a field with data-char-count (the most it takes).
const words = new Intl.NumberFormat("vi");

function attach(field) {
  const most = Number(field.dataset.charCount);
  if (!most) return;
  const shown = document.createElement("p");
  const spoken = document.createElement("p");
  shown.className = "char-count";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  field.after(shown, spoken);

  let pause;
  const count = () => {
    const left = most - Array.from(field.value).length;
    shown.textContent =
      left >= 0 ? `Còn ${words.format(left)} ký tự` : `Dài hơn ${words.format(-left)} ký tự so với mức cho phép`;
    shown.classList.toggle("is-over", left < 0);
    clearTimeout(pause);
    // A screen reader hears it when the typing rests, not at every key.
    pause = setTimeout(() => { spoken.textContent = shown.textContent; }, 1500);
  };
  field.addEventListener("input", count);
  count();
}

document.querySelectorAll("[data-char-count]").forEach(attach);
