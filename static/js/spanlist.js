/* The spans of the page: the list beside the text, the chosen span in both, and what is known of it.
   The list's entries are the data; marks in the text carry the uid alone. */

import { offsetAtPoint } from "./borders.js";
import { rangeOf } from "./offsets.js";
import { bringIntoView, marksOf, revealIn, stretchesOf } from "./paint.js";
import { isShown } from "./shown.js";

export class SpanList {
  /** `labels` maps ids to {name, colour}; `waiting()` tells the changes that are not saved yet,
      `onChoose(span or null)` follows the choice. */
  constructor(workspace, text, labels, { waiting, onChoose }) {
    this.text = text;
    this.labels = labels;
    this.waiting = waiting;
    this.onChoose = onChoose;
    this.list = workspace.querySelector("#span-list");
    this.filter = workspace.querySelector("#span-filter");
    this.inspector = workspace.querySelector("#inspector");
    this.count = workspace.querySelector("#span-count");
    this.chosen = null;
    this.list.addEventListener("click", (event) => {
      const entry = event.target.closest("[data-uid]");
      if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return; // As with every link: elsewhere.
      event.preventDefault();
      this.choose(entry.dataset.uid, { reveal: true });
    });
    this.filter.addEventListener("change", () => this.refresh());
    for (const where of [this.list, text]) {
      where.addEventListener("mouseover", ({ target }) => this.#hover(target.closest("[data-uid]")?.dataset.uid));
      where.addEventListener("mouseleave", () => this.#hover(null));
    }
    text.addEventListener("click", (event) => this.#clickOnMark(event));
    this.refresh();
  }

  /** Everything known of a span, as it will be once all is saved; null if there is none with this uid. One that
      is not saved yet has no entry. */
  get(uid) {
    const entry = uid && document.getElementById(`s-${uid}`);
    if (!entry) return uid ? unsavedSpan(uid, changesOf(uid, this.waiting())) : null;
    const { label, version, ranges } = entry.dataset;
    return changed(
      {
        uid,
        entry,
        label,
        version: Number(version),
        quote: entry.querySelector(".quote").textContent,
        note: entry.querySelector(".note")?.textContent ?? "",
      },
      [{ ranges }, ...changesOf(uid, this.waiting()).map(({ fields }) => fields)],
    );
  }

  /** The label of a span, {name, colour}; of one that is not offered here what the span's entry says of it. */
  labelOf({ label, entry }) {
    const known = this.labels.get(label);
    if (known || !entry) return known ?? { name: "", colour: "slate" };
    return { name: entry.dataset.name, colour: entry.className.match(/\bc-(\w+)/)[1] };
  }

  /** Choose a span, or none with null. `reveal` scrolls the text to it, `focus` moves the focus to its entry. */
  choose(uid, { reveal = false, focus = false } = {}) {
    for (const one of document.querySelectorAll(".chosen-span")) one.classList.remove("chosen-span");
    const span = this.get(uid);
    this.chosen = span && uid;
    this.#inspect(span);
    if (span?.entry) {
      span.entry.classList.add("chosen-span");
      const marks = marksOf(this.text, uid);
      for (const mark of marks) mark.classList.add("chosen-span");
      revealIn(this.list, span.entry);
      if (reveal && marks[0]) bringIntoView(marks[0]);
      if (focus) span.entry.querySelector("a").focus({ preventScroll: true });
    } else if (span && reveal) {
      bringIntoView(rangeOf(this.text, span.start, span.end));
    }
    this.onChoose(span);
    return span;
  }

  /** The list shows the chosen entry also when the panel below has taken some of its room. */
  keepInView() {
    const { entry } = this.get(this.chosen) ?? {};
    if (entry) revealIn(this.list, entry);
  }

  /** Those that have no entry before they are saved. */
  get #withoutEntry() {
    const items = this.waiting(); // Hundreds may.
    const uids = items.filter(({ paint }) => paint.verb === "make").map(({ span }) => span);
    const without = uids.filter((uid) => !document.getElementById(`s-${uid}`));
    return without.map((uid) => unsavedSpan(uid, changesOf(uid, items))).filter(Boolean);
  }

  /** Walk the shown spans in text order, saved or not, from the chosen one or from the caret. */
  step(direction, caret) {
    const entries = [...this.list.querySelectorAll("li")].filter((entry) => entry.checkVisibility());
    const listed = entries.map(({ dataset }) => ({ uid: dataset.uid, start: Number(dataset.start) }));
    const shown = [...listed, ...this.#withoutEntry].sort((one, other) => one.start - other.start);
    if (!shown.length) return null;
    const at = shown.findIndex(({ uid }) => uid === this.chosen);
    // The chosen one may be switched off.
    const from = this.get(this.chosen)?.start ?? caret ?? (direction > 0 ? 0 : Infinity);
    const before = shown.filter(({ start }) => start < from).length;
    const next = at < 0 ? before - (direction < 0) : at + direction;
    return this.choose(shown[Math.max(0, Math.min(next, shown.length - 1))].uid, { reveal: true });
  }

  /** The uids of the spans drawn over one another where most of them lie on a span, innermost first. */
  stack(uid = this.chosen) {
    const stacks = [...marksOf(this.text, uid)].map((mark) => {
      let innermost = mark;
      while (innermost.firstElementChild?.matches("mark")) innermost = innermost.firstElementChild;
      return stackFrom(innermost);
    });
    return stacks.reduce((most, stack) => (stack.length > most.length ? stack : most), []);
  }

  /** Choose the next one of the stack, outwards and round again, if there is one; the stack stays while one walks it. */
  chooseBeneath() {
    if (!this.walked?.includes(this.chosen)) this.walked = this.stack();
    const { walked } = this;
    return walked.length > 1 && this.choose(walked[(walked.indexOf(this.chosen) + 1) % walked.length]);
  }

  /** After a swap: count, filter and show the choice anew. */
  refresh() {
    const entries = [...this.list.querySelectorAll("li")];
    const wanted = this.filter.value;
    for (const entry of entries) entry.hidden = wanted && !entry.matches(wanted);
    this.count.textContent = entries.length || "";
    this.walked = null;
    if (this.chosen) this.choose(this.chosen);
    const { hovered } = this;
    this.hovered = null;
    this.#hover(hovered);
  }

  #clickOnMark({ target, clientX, clientY }) {
    if (!document.getSelection().isCollapsed) return;
    const unsaved = this.#withoutEntry;
    const offset = unsaved.length && offsetAtPoint(this.text, clientX, clientY);
    const here = unsaved.filter(({ ranges }) => ranges.some(([start, end]) => start <= offset && offset <= end));
    const stack = [...here.map(({ uid }) => uid), ...stackFrom(target.closest("mark"))];
    // A second click on the same place goes on to what lies around it.
    const at = stack.indexOf(this.chosen);
    this.choose(stack[(at + 1) % stack.length] ?? null);
  }

  #hover(uid) {
    if (uid === this.hovered) return;
    for (const one of document.querySelectorAll(".hovered-span")) one.classList.remove("hovered-span");
    this.hovered = uid;
    if (!uid) return;
    document.getElementById(`s-${uid}`)?.classList.add("hovered-span");
    for (const mark of marksOf(this.text, uid)) mark.classList.add("hovered-span");
  }

  /** A small chooser of the spans that lie over one another here. */
  #offerStack(where, chosen) {
    const stack = this.stack();
    const spans = stack.map((uid) => this.get(uid) ?? {});
    const buttons = stack.map((uid, at) => {
      const { label, quote } = spans[at];
      const { name, colour } = this.labelOf(spans[at]);
      const button = document.createElement("button");
      button.type = "button";
      button.className = `plain label-chip c-${colour}`;
      button.textContent = name;
      const isAlone = spans.filter((span) => span.label === label).length < 2;
      if (!isAlone) button.append(" ", Object.assign(document.createElement("bdi"), { textContent: quote }));
      button.setAttribute("aria-pressed", String(uid === chosen));
      button.addEventListener("click", () => this.choose(uid));
      return button;
    });
    const hadFocus = where.contains(document.activeElement);
    where.replaceChildren(...(stack.length > 1 ? buttons : []));
    const pressed = where.querySelector("[aria-pressed=true]");
    pressed?.scrollIntoView({ block: "nearest", inline: "nearest" }); // There may be more than fit beside one another.
    if (hadFocus) pressed?.focus({ preventScroll: true });
  }

  #inspect(span) {
    // What is being written about a span that is gone goes out, and comes back with the reason.
    if (!span && this.inspector.contains(document.activeElement)) document.activeElement.blur();
    this.inspector.querySelector("[data-when-none]").hidden = Boolean(span);
    this.inspector.querySelector("[data-when-chosen]").hidden = !span;
    if (!span) {
      this.inspector.querySelector(".stack").replaceChildren();
      return;
    }
    const { name, colour } = this.labelOf(span);
    const field = (name) => this.inspector.querySelector(`[data-field="${name}"]`);
    field("tag").textContent = name;
    field("tag").className = `tag c-${colour}`;
    field("quote").textContent = span.quote;
    this.#offerStack(field("beneath"), span.uid);
    if (field("note")) field("note").textContent = span.note;
    const select = this.inspector.querySelector("#span-label");
    if (!select) return;
    select.querySelector("option:disabled")?.remove();
    const isOffered = this.labels.has(span.label); // One that was archived is shown, but cannot be given again.
    if (!isOffered) select.prepend(Object.assign(new Option(name, span.label), { disabled: true }));
    select.value = span.label;
    const note = this.inspector.querySelector("#span-note");
    if (document.activeElement !== note || note.dataset.uid !== span.uid) note.value = span.note;
    note.dataset.uid = span.uid;
  }
}

const changesOf = (uid, items) => items.filter(({ span }) => span === uid);

/** A span that is on its way to the server, from the changes of it that wait; null if none of them makes it, or one
    deletes it. */
function unsavedSpan(uid, [{ fields, paint } = {}, ...later]) {
  if (paint?.verb !== "make" || later.some((item) => item.paint.verb === "delete")) return null;
  const made = { ...fields, ranges: `${fields.start}-${fields.end}` };
  return changed({ uid, quote: paint.quote, note: "", version: 1 }, [made, ...later.map((item) => item.fields)]);
}

/** A span with changes of its fields, one after the other; `ranges` as an entry has them. */
function changed(span, changes) {
  for (const { label, ranges, note } of changes) {
    if (label) span.label = String(label);
    if (ranges) span.ranges = stretchesOf(ranges);
    if (note !== undefined) span.note = note;
  }
  span.ranges.sort(([one], [other]) => one - other);
  return { ...span, start: span.ranges[0][0], end: span.ranges.at(-1)[1] };
}

/** The uids of the spans that are seen at a mark, innermost first. */
function stackFrom(mark) {
  const uids = [];
  for (let one = mark; one; one = one.parentElement.closest("mark")) if (isShown(one)) uids.push(one.dataset.uid);
  return uids;
}
