/* Says whether everything is saved: a word in the bar, and a list of what is not, to send again or discard. What was
   refused on another page is told too: its answer may have come when that page was left already. */

import { flushOthers } from "./outbox.js";
import { untilLeft } from "./page.js";

const GONE = "404"; // how the outbox names what the server does not find

/** What was typed for a claim: fields come with what they `was-` before. */
const typed = (fields) =>
  Object.keys(fields).filter((name) => ![undefined, fields[name]].includes(fields[`was-${name}`])).map((name) => fields[name]);

export class SaveState {
  /** What is typed for a `claim` may be asked about before it is sent; `read()` reads the page anew. */
  constructor(root, outbox, { claim = null, read = () => this.#load() } = {}) {
    this.outbox = outbox;
    this.read = read;
    this.others = []; // the outboxes of other pages
    this.drawn = new Map(); // the entries of the list, by what they tell
    this.claim = claim;
    this.word = root.querySelector("#save-state");
    this.section = root.querySelector("#waiting");
    this.list = this.section.querySelector("ol");
    this.template = this.section.querySelector("template");
    this.errorBox = document.getElementById("page-error");
    const signal = untilLeft();
    const show = () => this.show();
    const takeUp = () => {
      const left = flushOthers(outbox, [outbox, ...this.others]);
      for (const one of left) one.addEventListener("change", show, { signal });
      this.others.push(...left);
    };
    outbox.addEventListener("change", show, { signal });
    takeUp();
    addEventListener("storage", takeUp, { signal });
    const refused = ({ detail }) => {
      if (detail.item.refused !== GONE) this.reload(); // Of what is gone this page is all that is left.
    };
    outbox.addEventListener("refused", refused, { signal });
    this.list.addEventListener("click", ({ target }) => {
      const edit = target.closest("[data-edit]")?.dataset.edit;
      const holder = edit && [outbox, ...this.others].find(({ items }) => items.some((item) => item.edit === edit));
      if (holder && target.matches("[data-retry]")) holder.retry(edit);
      if (holder && target.matches("[data-discard]")) {
        holder.giveUp(edit);
        if (holder === outbox && !outbox.failures) this.reload(); // With no server there would be no page.
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

  show() {
    const { items, elsewhere } = this.outbox;
    const refused = items.filter((item) => item.refused);
    const left = this.others.flatMap((other) => other.items.filter((item) => item.refused));
    const failing = [this.outbox, ...this.others].find(({ failures }) => failures);
    const { saving, saved, waiting, elsewhere: onOthers, refused: notSaved, refusedElsewhere } = this.word.dataset;
    const counted = [[refused.length, notSaved], [left.length, refusedElsewhere]];
    if (failing) counted.push([items.length - refused.length, waiting], [elsewhere, onOthers]);
    const told = counted.filter(([number]) => number).map((words) => words.join(" "));
    this.word.hidden = false;
    this.word.classList.toggle("bad", told.length > 0);
    // The bar has room for one count; what it is made of stands above the list.
    const sum = told.length > 1 ? `${counted.reduce((all, [number]) => all + number, 0)} ${notSaved}` : told[0];
    this.word.textContent = sum ?? (items.length || elsewhere || this.claim?.unread.size ? saving : saved);
    this.section.querySelector("[data-counts]").textContent = told.length > 1 ? told.join(", ") : "";
    const shown = [...(failing ? items : refused), ...left];
    this.section.hidden = !shown.length;
    this.#draw(shown, left);
    if (failing || this.hasTold) this.errorBox.hidden = !failing;
    this.hasTold = Boolean(failing);
    if (failing) {
      const { reason } = failing;
      const { offline, signedOut, forbidden, failed } = this.errorBox.dataset;
      const why = { 401: signedOut, 403: forbidden }[reason];
      this.errorBox.textContent = why ?? (typeof reason === "number" ? failed : offline);
    }
  }

  #load() {
    this.isReloading = true;
    location.reload();
  }

  /** What somebody is at that would go with the page. */
  get open() {
    return document.querySelector("dialog[open]") ?? document.activeElement?.closest("input, textarea, select");
  }

  /** Read the page anew: something else changed it. What is not saved is kept, what is being typed waited for. */
  reload() {
    const open = this.open;
    if (!open) {
      this.read();
      return;
    }
    const again = async () => {
      await this.claim?.checking;
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

  /** Every change and every attempt to send tells the whole list. What stands there stays untouched: hundreds may
      wait, and one of them may have the focus. */
  #draw(items, left) {
    const drawn = new Map();
    for (const item of items) {
      const words = [item.paint.quote, item.fields.note, ...typed(item.fields)].filter(Boolean).join(" – ");
      const key = `${item.edit} ${words}`;
      const entry = this.drawn.get(key) ?? this.#entry(item, words, left.includes(item));
      const reason = entry.querySelector(".reason");
      const why = this.#reason(item);
      if (reason.textContent !== why) {
        reason.textContent = why;
        const told = [this.section.querySelector("h2").textContent, `${item.paint.name ?? ""} ${words}`, why];
        if (why) document.getElementById("status").textContent = told.join(": "); // For those who hear the page.
      }
      drawn.set(key, entry);
    }
    for (const [key, entry] of this.drawn) if (!drawn.has(key)) entry.remove();
    this.drawn = drawn;
    const { children } = this.list;
    [...drawn.values()].forEach((entry, at) => {
      if (children[at] !== entry) this.list.insertBefore(entry, children[at] ?? null);
    });
  }

  #entry(item, words, isElsewhere) {
    const entry = this.template.content.cloneNode(true).firstElementChild;
    entry.dataset.edit = item.edit;
    entry.querySelector(".tag").textContent = item.paint.name ?? "";
    const quote = entry.querySelector(".quote");
    quote.textContent = words;
    const [article] = (isElsewhere && item.url.match(/^.*\/articles\/\d+\//)) || [];
    if (article) {
      const link = document.createElement("a");
      link.href = article;
      link.textContent = words || article;
      quote.replaceChildren(link);
    }
    return entry;
  }

  /** Why it was refused: what the server said, or in our words where it gave a status alone. */
  #reason({ refused = "" }) {
    const { gone, failed } = this.errorBox.dataset;
    return refused === GONE ? gone : refused.replace(/^\d+$/, failed);
  }
}
