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

// Django heads a column of its tables of rows with nothing: that is no heading to a screen reader.
for (const heading of document.querySelectorAll(".tabular thead th")) {
  if (heading.textContent.trim()) continue;
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}
