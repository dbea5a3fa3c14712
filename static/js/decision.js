/* The form on the chosen span: shows what is known of it, and holds the comment and the correction that are
   being written. A comment that was not sent stays with its span. */

export class Decision {
  /** `labels` maps ids to {name, colour}; `quoteOf(range)` reads the text; `waitingFor(uid)` gives the fields of
      what was decided and is not saved yet. */
  constructor(root, labels, quoteOf, waitingFor) {
    this.root = root.querySelector("#decision");
    this.form = this.root.querySelector("[data-decision-form]");
    this.labels = labels;
    this.quoteOf = quoteOf;
    this.waitingFor = waitingFor;
    this.comments = new Map();
    this.uid = null;
    if (!this.form) return;
    this.comment = this.form.elements.comment;
    this.correction = this.form.querySelector("[data-correction]");
    this.comment.addEventListener("input", () => this.comments.set(this.uid, this.comment.value));
    addEventListener("beforeunload", (event) => {
      if (this.comments.size) event.preventDefault();
    });
  }

  /** Show an entry of the list, or nothing. */
  show(entry) {
    this.root.querySelector("[data-when-none]").hidden = Boolean(entry);
    this.root.querySelector("[data-when-chosen]").hidden = !entry;
    this.uid = entry?.dataset.uid ?? null;
    if (!entry) return;
    const { uid, name, label, stale, gold, left } = entry.dataset;
    const waiting = this.waitingFor(uid);
    const { decision, comment } = waiting ?? entry.dataset;
    this.#field("name").textContent = name;
    this.#field("name").className = `tag c-${this.labels.get(label)?.colour ?? "slate"}`;
    this.#field("quote").textContent = entry.querySelector(".quote").textContent;
    this.#field("says").replaceChildren(...(entry.querySelector(".says")?.cloneNode(true).childNodes ?? []));
    this.#field("note").textContent = entry.querySelector(".note")?.textContent ?? "";
    this.#field("stale").textContent = stale ?? "";
    if (!this.form) return;
    this.root.querySelector("[data-when-gold]").hidden = !gold;
    this.root.querySelector("[data-when-own]").hidden = Boolean(gold);
    this.root.querySelector("[data-when-missed]").hidden = Boolean(left);
    for (const part of this.root.querySelectorAll("[data-when-left], [data-decide=keep]")) part.hidden = !left;
    this.comment.value = this.comments.get(uid) ?? comment ?? "";
    for (const button of this.form.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.value === decision));
    }
    this.form.querySelector('[data-decide="undecided"]').hidden = !(waiting ?? entry.dataset.review);
    this.correction.open = decision === "corrected";
    this.#resetCorrection(entry);
  }

  /** The range that a correction starts from: the one it has, or the span's own. */
  rangeOf({ dataset }) {
    const waiting = this.waitingFor(dataset.uid);
    if (waiting?.decision === "corrected") return { start: Number(waiting.start), end: Number(waiting.end) };
    return {
      start: Number(dataset.correctionStart ?? dataset.start),
      end: Number(dataset.correctionEnd ?? dataset.end),
    };
  }

  /** The right words are these. */
  propose({ start, end }) {
    this.form.elements.start.value = start;
    this.form.elements.end.value = end;
    this.#field("proposed").textContent = this.quoteOf({ start, end });
  }

  /** The right label is this one. */
  proposeLabel(label) {
    this.form.elements.label.value = label;
  }

  /** The fields to send for a decision on an entry. */
  fields({ dataset }, decision) {
    const { elements } = this.form;
    const fields = {
      span: dataset.uid,
      decision,
      comment: this.comment.value,
      seen: dataset.version,
      seen_review: dataset.review ?? "",
    };
    if (decision !== "corrected") return fields;
    return { ...fields, start: elements.start.value, end: elements.end.value, label: elements.label.value };
  }

  /** What was written about a span has been sent. */
  forget(uid) {
    this.comments.delete(uid);
  }

  #resetCorrection(entry) {
    const { uid, label, correctionLabel } = entry.dataset;
    const waiting = this.waitingFor(uid);
    this.propose(this.rangeOf(entry));
    if (waiting?.decision === "corrected") this.proposeLabel(waiting.label);
    else this.proposeLabel(correctionLabel && correctionLabel !== label ? correctionLabel : "");
  }

  #field(name) {
    return this.root.querySelector(`[data-field="${name}"]`);
  }
}
