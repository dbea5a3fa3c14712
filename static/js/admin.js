/* What every page of the administration does: filters that need no button, a link to copy, no empty headings. */

for (const form of document.querySelectorAll("[data-submit-on-change]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.submit());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard; // Absent where the address is neither https nor localhost.
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("[data-copy-from]");
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}

// Select2 calls its boxes by what is chosen in them alone, Django its calendar and its clock by a tooltip within.
addEventListener("load", () => {
  for (const { id, labels, nextElementSibling: shown } of document.querySelectorAll(".select2-hidden-accessible")) {
    const box = shown.querySelector("[role=combobox]");
    labels[0].id = `${id}-label`;
    box.setAttribute("aria-labelledby", `${labels[0].id} ${box.getAttribute("aria-labelledby") ?? ""}`);
  }
  for (const icon of document.querySelectorAll(".date-icon, .clock-icon")) icon.parentElement.ariaLabel = icon.title;
});
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".select2-search__field")) return;
  const id = target.getAttribute("aria-controls")?.match(/^select2-(.*)-results$/)?.[1];
  target.ariaLabel = document.getElementById(`${id}-label`)?.textContent;
});

// Django heads a column of its tables of rows with nothing: that is no heading to a screen reader.
for (const heading of document.querySelectorAll(".tabular thead th")) {
  if (heading.textContent.trim()) continue;
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}
