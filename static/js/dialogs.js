/* Pages in a dialog: guidelines, history, deleted spans, every occurrence. Their forms go through the outbox. */

import { untilLeft } from "./lifetime.js";

export class Dialogs {
  /** `send(change)` puts a form's change into the outbox. */
  constructor(dialog, send) {
    this.dialog = dialog;
    this.send = send;
    const signal = untilLeft();
    this.left = signal;
    const change = ({ target }) => {
      const form = target.closest("[data-refresh-dialog]");
      if (form) this.open(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    };
    dialog.addEventListener("change", change, { signal });
    dialog.addEventListener("submit", (event) => this.#submit(event), { signal });
    const finish = (event) => {
      if (dialog.open && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        // The dialog closes on this, and the same key would then submit the article.
        event.stopImmediatePropagation();
        dialog.querySelector("[data-outbox]")?.requestSubmit();
      }
    };
    document.addEventListener("keydown", finish, { signal });
  }

  /** Show what an address answers; a control that had the focus gets it back. */
  async open(url) {
    const { name, value } = document.activeElement;
    if (!this.dialog.open) this.dialog.replaceChildren(); // What cannot be read now must not look like the last one.
    await htmx.ajax("GET", url, { target: this.dialog, swap: "innerHTML" });
    if (this.left.aborted) return; // It is about another article.
    if (!this.dialog.open && this.dialog.hasChildNodes()) this.dialog.showModal();
    if (name) this.dialog.querySelector(`[name="${name}"][value="${value}"]`)?.focus();
  }

  #submit(event) {
    const form = event.target;
    if (!form.matches("[data-outbox]")) return;
    event.preventDefault();
    const { csrfmiddlewaretoken, edit, ...fields } = Object.fromEntries(new FormData(form));
    if (form.dataset.collect) {
      const ticked = [...form.querySelectorAll("[data-hit]:checked:enabled")];
      if (!ticked.length) return;
      fields[form.dataset.collect] = ticked.map(({ value }) => value).join(" ");
    }
    this.dialog.close();
    this.send({ edit, url: form.action, span: null, fields, paint: { verb: "batch" } });
  }
}
