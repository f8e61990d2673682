// Shows the failures of one kind and one verdict; the counts are those of what is shown.
const chosen = { kind: "", verdict: "" };
const cases = [...document.querySelectorAll(".case")];
for (const button of document.querySelectorAll(".filters button")) {
  button.addEventListener("click", () => {
    chosen[button.dataset.by] = button.dataset.value;
    for (const other of document.querySelectorAll(`.filters button[data-by=${button.dataset.by}]`)) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    let shown = 0;
    for (const one of cases) {
      one.hidden = Object.keys(chosen).some((by) => chosen[by] && one.dataset[by] !== chosen[by]);
      shown += one.hidden ? 0 : 1;
    }
    document.querySelector("#shown").textContent = `${shown} of ${cases.length} shown`;
  });
}
