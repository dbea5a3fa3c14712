/* What every page does: say what went wrong with a request, send it as the person of now, close menus, tell of waiting
   work on signing out, change its look, and be read anew when it comes back. */

let lifetime = new AbortController();

/** The signal that comes when the article is left. Going on to the next one swaps the workspace in place; what listens
    to the document or the window for one article must stop then. */
export const untilLeft = () => lifetime.signal;

export function leave() {
  lifetime.abort();
  lifetime = new AbortController();
}

const errorBox = document.getElementById("page-error");

function sayError(text) {
  errorBox.textContent = text;
  errorBox.hidden = false;
}

const releaseOf = (xhr) => xhr.getResponseHeader("X-Desk");

/** What the desk answers to a script that reads a part of the page; of what another answers in its place, as if the
    desk were not reached. */
export async function ask(url, options) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" }, ...options });
  if (answer.ok && !answer.headers.has("X-Desk")) throw new TypeError("Not the desk’s answer");
  return answer;
}

// A network's page, or a proxy's, is put nowhere into ours; and a page of a new release needs its own scripts.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const release = releaseOf(detail.xhr);
  const isNew = release && detail.target.id === "workspace" && release !== document.documentElement.dataset.release;
  if (release && !isNew) return;
  detail.shouldSwap = false;
  if (isNew) location.assign(detail.xhr.responseURL);
  else detail.isError = true;
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  const { status, responseText } = detail.xhr;
  const isPlain = (detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  if (status === 401) sayError(errorBox.dataset.signedOut);
  else if (!releaseOf(detail.xhr)) sayError(errorBox.dataset.offline);
  else sayError(isPlain && responseText ? responseText : errorBox.dataset.failed);
});

/** The CSRF token of now: a sign-in in another tab has changed that of the page. Empty for somebody new. */
export const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** Whose page this is, and the token of now. */
export function headersOfNow() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const token = csrfToken();
  return token ? { ...headers, "X-CSRFToken": token } : headers;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  Object.assign(detail.headers, headersOfNow());
  delete detail.parameters.csrfmiddlewaretoken;
});

// The form to sign in with is nobody's yet.
document.addEventListener("submit", ({ target }) => {
  const field = target.matches("[data-sign-in]") && target.elements.csrfmiddlewaretoken;
  if (field) field.value = headersOfNow()["X-CSRFToken"];
});

for (const unanswered of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(unanswered, () => sayError(errorBox.dataset.offline));
}
addEventListener("online", () => (errorBox.hidden = true)); // What still fails says so anew.

document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (detail.successful) errorBox.hidden = true;
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    event.stopImmediatePropagation(); // It lets go of nothing else.
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const warning = event.target.dataset.signOut;
  const isWaiting = Object.keys(localStorage).some((key) => key.startsWith("outbox:"));
  if (warning && isWaiting && !confirm(warning)) event.preventDefault();
});

// What the browser kept alive may be old, or no longer for who is there. The workspace sees to that itself, and what
// was typed is thrown away nowhere.
addEventListener("pageshow", ({ persisted }) => {
  const fields = [...document.querySelectorAll("input, textarea")];
  const isTyped = fields.some(({ value, defaultValue }) => value !== defaultValue);
  if (persisted && !isTyped && !document.getElementById("workspace")) location.reload();
});

// The look is changed at once, and the server keeps it: by the form of “Look”, and by commands that toggle a part.
for (const form of document.querySelectorAll("[data-look]")) {
  form.addEventListener("change", ({ target: { name, value } }) => {
    const { dataset } = document.documentElement;
    if (value) dataset[name] = value;
    else delete dataset[name];
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
