/* What every page does: say what went wrong with a request, close menus, tell of waiting work on signing out. */

const errorBox = document.getElementById("page-error");

function sayError(text) {
  errorBox.textContent = text;
  errorBox.hidden = false;
}

document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status, responseText } = detail.xhr;
  const isPlain = (detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  if (status === 401) sayError(errorBox.dataset.signedOut);
  else sayError(isPlain && responseText ? responseText : errorBox.dataset.failed);
});

document.addEventListener("htmx:sendError", () => sayError(errorBox.dataset.offline));
addEventListener("online", () => (errorBox.hidden = true)); // What still fails says so anew.

document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (detail.successful) errorBox.hidden = true;
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const warning = event.target.dataset.signOut;
  const isWaiting = Object.keys(localStorage).some((key) => key.startsWith("outbox:"));
  if (warning && isWaiting && !confirm(warning)) event.preventDefault();
});
