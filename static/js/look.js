/* The look is changed at once, and the server keeps it: by the form of “Look”, and by commands that toggle a part. */

const root = document.documentElement;

function show(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}

for (const form of document.querySelectorAll("[data-look]")) {
  form.addEventListener("change", ({ target }) => {
    show(target.name, target.value);
    htmx.ajax("POST", form.action, { source: form, values: Object.fromEntries(new FormData(form)), swap: "none" });
  });
  document.addEventListener("look:toggle", ({ detail }) => {
    for (const [name, value] of Object.entries(detail)) {
      const field = form.elements[name];
      field.value = field.value === value ? "" : value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
