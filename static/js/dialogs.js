/* Pages in a dialog: guidelines, history, deleted spans, every occurrence. Their forms go through the outbox. */

import { untilLeft } from "./page.js";

const PATIENCE = 5_000; // milliseconds for which keys wait for a dialog; then they go on without it

export class Dialogs {
  /** `send(change)` puts a form's change into the outbox, `settle()` is called when what was asked for is there or
      will not come. */
  constructor(dialog, { send, settle }) {
    Object.assign(this, { dialog, send, settle });
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

  /** Whether one is about to open, which keys are for then. */
  get isComing() {
    return Boolean(this.asked) && performance.now() - this.asked < PATIENCE;
  }

  /** What is about to open is not wanted any more. */
  cancel() {
    if (!this.asked) return;
    this.asked = null;
    htmx.trigger(this.dialog, "htmx:abort");
    this.settle();
  }

  /** Show what an address answers; a control that had the focus gets it back. */
  async open(url) {
    const { dialog } = this;
    const { name, value } = document.activeElement;
    this.cancel(); // Else this one would wait for it.
    if (!dialog.open) dialog.replaceChildren(); // What cannot be read now must not look like the last one.
    const asked = performance.now();
    this.asked = asked;
    try {
      await htmx.ajax("GET", url, { source: dialog, target: dialog, swap: "innerHTML" });
      if (this.left.aborted || this.asked !== asked) return; // It is about another article, or no longer wanted.
    } catch (error) {
      if (error) throw error; // With none, it was called off, or the server not reached: the bar says so.
      return;
    } finally {
      if (this.asked === asked) {
        this.asked = null;
        this.settle();
      }
    }
    if (!dialog.open && dialog.hasChildNodes()) dialog.showModal();
    if (name) dialog.querySelector(`[name="${name}"][value="${value}"]`)?.focus();
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
