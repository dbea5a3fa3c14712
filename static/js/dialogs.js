/* Pages in a dialog: guidelines, history, deleted spans, every occurrence. Their forms go through the outbox. */

import { untilLeft } from "./lifetime.js";

const PATIENCE = 5_000; // milliseconds for which keys wait for a dialog

export class Dialogs {
  /** `send(change)` puts a form's change into the outbox. */
  constructor(dialog, send) {
    this.dialog = dialog;
    this.send = send;
    const signal = untilLeft();
    this.left = signal;
    this.asked = null; // when the page was asked for that is about to be shown
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

  /** Whether one is about to open, which keys are for then; not for ever. */
  get isComing() {
    return Boolean(this.asked) && performance.now() - this.asked < PATIENCE;
  }

  /** What is about to open is not wanted any more. */
  cancel() {
    this.asked = null;
  }

  /** Show what an address answers; a control that had the focus gets it back. */
  async open(url) {
    const { name, value } = document.activeElement;
    if (!this.dialog.open) this.dialog.replaceChildren(); // What cannot be read now must not look like the last one.
    const asked = performance.now();
    this.asked = asked;
    try {
      await htmx.ajax("GET", url, { target: this.dialog, swap: "innerHTML" });
      if (this.left.aborted || this.asked !== asked) return; // It is about another article, or no longer wanted.
    } catch (error) {
      if (error) throw error; // With none, the server was not reached: the bar says so.
      return;
    } finally {
      if (this.asked === asked) this.asked = null;
    }
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
