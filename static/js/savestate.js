/* Says whether everything is saved: a word in the bar, and a list of what is not, to send again or discard. */

import { untilLeft } from "./lifetime.js";

export class SaveState {
  /** `others` are the outboxes of other pages; `checking()` is what a field still waits for before it is sent. */
  constructor(root, outbox, others, checking = () => null) {
    this.outbox = outbox;
    this.others = others;
    this.checking = checking;
    this.word = root.querySelector("#save-state");
    this.section = root.querySelector("#waiting");
    this.list = this.section.querySelector("ol");
    this.template = this.section.querySelector("template");
    this.errorBox = document.getElementById("page-error");
    const signal = untilLeft();
    for (const one of [outbox, ...others]) one.addEventListener("change", () => this.show(), { signal });
    outbox.addEventListener("refused", () => this.reload(), { signal });
    this.list.addEventListener("click", ({ target }) => {
      const edit = target.closest("[data-edit]")?.dataset.edit;
      if (target.matches("[data-retry]")) outbox.retry(edit);
      if (target.matches("[data-discard]")) {
        outbox.discard(edit);
        this.reload();
      }
    });
    const warn = (event) => {
      if ((outbox.items.length || outbox.elsewhere) && !this.isReloading) event.preventDefault();
    };
    addEventListener("beforeunload", warn, { signal });
    this.show();
  }

  get savedWord() {
    return this.word.dataset.saved;
  }

  /** How it stands now, in a word. */
  get stateWord() {
    return this.word.textContent;
  }

  show() {
    const { items, elsewhere } = this.outbox;
    const refused = items.filter((item) => item.refused);
    const failing = [this.outbox, ...this.others].find(({ failures }) => failures);
    const { saving, saved, waiting, elsewhere: onOthers, refused: notSaved } = this.word.dataset;
    const counted = [[refused.length, notSaved]];
    if (failing) counted.push([items.length - refused.length, waiting], [elsewhere, onOthers]);
    const told = counted.filter(([number]) => number).map((words) => words.join(" "));
    this.word.hidden = false;
    this.word.classList.toggle("bad", told.length > 0);
    // The bar has room for one count; what it is made of stands above the list.
    const sum = told.length > 1 ? `${counted.reduce((all, [number]) => all + number, 0)} ${notSaved}` : told[0];
    this.word.textContent = sum ?? (items.length || elsewhere ? saving : saved);
    this.section.querySelector("[data-counts]").textContent = told.length > 1 ? told.join(", ") : "";
    const shown = failing ? items : refused;
    this.section.hidden = !shown.length;
    this.list.replaceChildren(...shown.map((item) => this.#entry(item)));
    if (failing || this.hasTold) this.errorBox.hidden = !failing;
    this.hasTold = Boolean(failing);
    if (failing) {
      const { reason } = failing;
      const { offline, signedOut, failed } = this.errorBox.dataset;
      this.errorBox.textContent = reason === 401 ? signedOut : typeof reason === "number" ? failed : offline;
    }
  }

  /** Read the page anew: something else changed it. What is not saved is kept, what is being typed waited for. */
  reload() {
    const open = document.querySelector("dialog[open]") ?? document.activeElement?.closest("input, textarea, select");
    if (!open) {
      this.isReloading = true;
      location.reload();
      return;
    }
    const again = async () => {
      await this.checking();
      this.reload();
    };
    const end = open.matches("dialog") ? "close" : "blur";
    open.addEventListener(end, () => setTimeout(again), { once: true, signal: untilLeft() });
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
    entry.querySelector(".quote").textContent = [item.paint.quote, item.fields.note].filter(Boolean).join(" – ");
    entry.querySelector(".reason").textContent = item.refused ?? "";
    return entry;
  }
}
