/* Relations: two keys join two spans, and an arc shows those of the chosen span. Both draw on the panel, which
   tells the relations of the span and the labels that it may get. */

import { meaningsOf } from "./chosenkeys.js";
import { marksOf } from "./paint.js";
import { newUid } from "./outbox.js";

const SVG = "http://www.w3.org/2000/svg";

export class Relations {
  /** `desk` is the workspace; `bar` says what to do while the other span is chosen. */
  constructor(desk, bar) {
    this.desk = desk;
    this.bar = bar;
    this.source = null;
    this.arcs = document.createElementNS(SVG, "svg");
    this.arcs.classList.add("arcs");
    this.arcs.setAttribute("aria-hidden", "true");
    desk.text.after(this.arcs);
    desk.detail.box.addEventListener("detail:shown", () => this.draw());
    desk.detail.box.addEventListener("click", (event) => {
      const other = event.target.closest("[data-other]");
      if (!other) return;
      event.preventDefault();
      desk.spans.choose(other.dataset.other, { reveal: true });
    });
    bar.addEventListener("click", ({ target }) => {
      const label = target.closest("[data-relation]")?.dataset.relation;
      if (label) this.join(this.labels.find((one) => one.relation === label));
    });
    new ResizeObserver(() => this.draw()).observe(desk.text);
  }

  /** The first key: the chosen span is one end, the other one is to be chosen. */
  begin() {
    const { inHand } = this.desk;
    if (!inHand) return;
    this.labels = [...this.desk.detail.box.querySelectorAll("template[data-relation]")].map(({ dataset }) => ({
      ...dataset,
      from: dataset.from.split(" ").filter(Boolean),
      to: dataset.to.split(" ").filter(Boolean),
    }));
    if (!this.labels.length) return this.desk.explain(this.bar.dataset.none);
    this.source = inHand;
    const buttons = this.labels.map(({ relation, name, colour, hotkey }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `plain label-chip c-${colour}`;
      button.dataset.relation = relation;
      button.append(name);
      if (hotkey) button.append(" ", Object.assign(document.createElement("kbd"), { textContent: hotkey }));
      return button;
    });
    this.bar.querySelector("[data-relation-labels]").replaceChildren(...buttons);
    this.bar.querySelector("[data-relation-source]").textContent = inHand.quote;
    this.#say("");
    this.bar.hidden = false;
    this.desk.say(this.bar.textContent);
  }

  cancel() {
    if (this.bar.contains(document.activeElement)) this.desk.text.focus({ preventScroll: true });
    this.source = null;
    this.bar.hidden = true;
  }

  /** Whether a key was the second one of a relation. */
  answer(event) {
    if (!this.source || event.ctrlKey || event.metaKey || event.altKey) return false;
    const keys = meaningsOf(event).map((key) => key.toLowerCase());
    const label = this.labels.find(({ hotkey }) => hotkey && keys.includes(hotkey));
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && !this.#isPressed(event.target)) this.join(null);
    else if (label) this.join(label);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Whether Enter is the control's own that has the focus: a label's button, or the entry of another span. */
  #isPressed(control) {
    const { uid = this.desk.spans.chosen } = control.closest("#span-list [data-uid]")?.dataset ?? {};
    return this.bar.contains(control) || uid !== this.desk.spans.chosen;
  }

  /** Join the first span and the one that is chosen now, by a label or by the first that fits. */
  join(wanted) {
    const { source } = this;
    const target = this.desk.inHand;
    if (!target || target.uid === source.uid) {
      this.#say(this.bar.dataset.another);
      return;
    }
    const allows = (ends, span) => !ends.length || ends.includes(span.label);
    const fits = (label, from, to) => allows(label.from, from) && allows(label.to, to);
    const labels = wanted ? [wanted] : this.labels;
    const straight = labels.find((one) => fits(one, source, target));
    const label = straight ?? labels.find((one) => fits(one, target, source));
    if (!label) {
      const allowed = labels.map(({ name, ends }) => `${name}: ${ends}`);
      this.#say(`${this.bar.dataset.refused} ${allowed.join("; ")}`);
      return;
    }
    const [from, to] = straight ? [source, target] : [target, source];
    this.cancel();
    this.desk.changes.send({
      url: this.bar.dataset.url,
      span: null,
      fields: { uid: newUid(), label: label.relation, source: from.uid, target: to.uid },
      paint: { verb: "relation", name: label.name, quote: from.quote },
    });
    this.desk.spans.choose(source.uid, { reveal: true });
  }

  /** Draw the arcs of the chosen span over the text, which they do not move. */
  draw() {
    const { chosen } = this.desk.spans;
    const entries = chosen ? [...this.desk.detail.box.querySelectorAll("[data-arc]")] : [];
    if (!entries.length && !this.arcs.hasChildNodes()) return; // Nothing to lay the page out for.
    const frame = this.arcs.getBoundingClientRect();
    this.arcs.replaceChildren(
      ...entries.flatMap((entry) => {
        const here = this.#beginning(chosen);
        const there = this.#beginning(entry.dataset.arc);
        if (!here || !there) return [];
        const [from, to] = entry.dataset.direction === "out" ? [here, there] : [there, here];
        return this.#arc(from, to, frame, entry);
      }),
    );
  }

  /** Where an arc meets a span: near its first letter, in whichever direction its paragraph runs. */
  #beginning(uid) {
    const mark = marksOf(this.desk.text, uid)[0];
    const box = mark?.getClientRects()[0];
    if (!box) return null;
    const inwards = Math.min(box.width, 60) / 2;
    const isRtl = getComputedStyle(mark.closest("[data-start]")).direction === "rtl";
    return { x: isRtl ? box.right - inwards : box.left + inwards, y: box.top };
  }

  #arc(from, to, frame, entry) {
    const [x1, y1] = [from.x - frame.left, from.y - frame.top];
    const [x2, y2] = [to.x - frame.left, to.y - frame.top - 3];
    const top = Math.min(y1, y2) - 14 - Math.min(Math.abs(x1 - x2) / 12, 18);
    const line = `M ${x1} ${y1} C ${x1} ${top}, ${x2} ${Math.min(top, y2 - 22)}, ${x2} ${y2}`;
    const head = `M ${x2 - 4} ${y2 - 6} L ${x2} ${y2} L ${x2 + 4} ${y2 - 6}`;
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", entry.className);
    path.setAttribute("d", `${line} ${head}`);
    return path;
  }

  #say(words) {
    this.bar.querySelector("[data-relation-problem]").textContent = words;
  }
}
