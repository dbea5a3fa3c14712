/* Says whether everything is saved: a word in the bar, and a list of what is not, to send again or discard. */

import { untilLeft } from "./lifetime.js";

export class SaveState {
  /** `onRefused` is called when the server has refused a change for good: the page may be behind. */
  constructor(root, outbox, labels, onRefused) {
    this.outbox = outbox;
    this.word = root.querySelector("#save-state");
    this.section = root.querySelector("#waiting");
    this.list = this.section.querySelector("ol");
    this.template = this.section.querySelector("template");
    this.errorBox = document.getElementById("page-error");
    outbox.addEventListener("change", () => this.show());
    outbox.addEventListener("refused", () => onRefused());
    this.list.addEventListener("click", ({ target }) => {
      const edit = target.closest("[data-edit]")?.dataset.edit;
      if (target.matches("[data-retry]")) outbox.retry(edit);
      if (target.matches("[data-discard]")) {
        outbox.discard(edit);
        onRefused();
      }
    });
    const warn = (event) => {
      if (outbox.items.length && !this.isReloading) event.preventDefault();
    };
    addEventListener("beforeunload", warn, { signal: untilLeft() });
    this.show();
  }

  get savedWord() {
    return this.word.dataset.saved;
  }

  show() {
    const { items, failures, reason } = this.outbox;
    const refused = items.filter((item) => item.refused);
    const { saving, saved, waiting, refused: notSaved } = this.word.dataset;
    this.word.hidden = false;
    this.word.classList.toggle("bad", refused.length > 0 || failures > 0);
    if (refused.length) this.word.textContent = `${refused.length} ${notSaved}`;
    else if (failures) this.word.textContent = `${items.length} ${waiting}`;
    else this.word.textContent = items.length ? saving : saved;
    const shown = failures ? items : refused;
    this.section.hidden = !shown.length;
    this.list.replaceChildren(...shown.map((item) => this.#entry(item)));
    this.errorBox.hidden = !failures;
    if (failures) {
      const { offline, signedOut, failed } = this.errorBox.dataset;
      this.errorBox.textContent = reason === 401 ? signedOut : typeof reason === "number" ? failed : offline;
    }
  }

  /** Somebody wants to go on although something is not saved. */
  insist() {
    this.section.scrollIntoView({ block: "nearest" });
    this.section.querySelector("button")?.focus();
  }

  #entry(item) {
    const entry = this.template.content.cloneNode(true).firstElementChild;
    entry.dataset.edit = item.edit;
    entry.querySelector(".tag").textContent = item.paint.name ?? "";
    entry.querySelector(".quote").textContent = item.paint.quote ?? "";
    entry.querySelector(".reason").textContent = item.refused ?? "";
    return entry;
  }
}
