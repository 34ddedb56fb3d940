// Leaves only the people of the chosen unit in sight: <select data-people-of="unit">, its groups named as the units are.
document.querySelectorAll("select[data-people-of]").forEach((people) => {
  const units = people.form.elements[people.dataset.peopleOf];
  const groups = [...people.querySelectorAll("optgroup")];
  const narrow = () => {
    const name = units.value && units.selectedOptions[0].textContent.trim();
    groups.forEach((group) => {
      group.hidden = group.disabled = Boolean(name) && group.label !== name;
    });
    const chosen = people.selectedOptions[0];
    if (chosen && chosen.parentElement.disabled) people.value = "";
  };
  units.addEventListener("change", narrow);
  narrow();
});
