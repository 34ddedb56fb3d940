// Hides a part of a form while the choice it belongs to is not made: <fieldset data-shown-with="kind=complaint">.
// Several choices stand side by side: "kind=minutes|removal". A part with an error in it stays in sight.
document.querySelectorAll("[data-shown-with]").forEach((part) => {
  const [name, values] = part.dataset.shownWith.split("=");
  const choices = document.querySelectorAll(`input[name="${name}"]`);
  const update = () => {
    const chosen = [...choices].find((choice) => choice.checked);
    part.hidden = !(chosen && values.split("|").includes(chosen.value)) && !part.querySelector(".has-error");
  };
  choices.forEach((choice) => choice.addEventListener("change", update));
  update();
});
