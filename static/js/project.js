/* The list of articles: every choice is taken at once, and empty fields stay out of the address. */

const finder = document.getElementById("finder");
const words = document.getElementById("q");

finder?.addEventListener("change", ({ target }) => {
  if (target !== words) finder.requestSubmit();
});

finder?.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of Object.entries(detail.parameters)) {
    if (value === "") delete detail.parameters[name];
  }
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches?.("input, textarea, select");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey || !words) return;
  event.preventDefault();
  words.select();
});
