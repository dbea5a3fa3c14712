/* The outbox: every change of a layer goes through here, in order, and none is lost.

   A change stays in the browser's storage until the server has confirmed it: through a reload, a restart, a
   server that is down and a session that is over. It is sent only as the person who made it. Each change
   carries its own uid, so that sending it twice does it once. The outbox tells what happens by events:
   "change" (the queue is another one), "answer" (detail: {item, html}; of what another tab has sent, too),
   "refused" (detail: {item}) and "stale" (the page is older than the layer; what it lacks no answer will bring).

   The storage is the queue: each change is an entry of its own, so that no tab writes over another one's. A change
   that it has no room for is sent all the same, and closing the page before asks first. */

import { csrfToken, untilLeft } from "./page.js";

const LONGEST_PAUSE = 5; // seconds until it is tried again, one more after each failure

/** Statuses that may pass by themselves: signed out, time-outs, too many requests, and a server in trouble. */
const isPassing = (status) => [401, 403, 408, 425, 429].includes(status) || status >= 500;

export const newUid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

const beside = new Map(); // what the storage has no room for, until the page is closed
const copies = new Map(); // what was seen in the storage, {words, item}; it may be emptied as a whole

/** The keys of all that is kept that begin so. */
const keysFrom = (prefix) =>
  [...Object.keys(localStorage), ...beside.keys()].filter((key) => key.startsWith(prefix));

function kept(key) {
  const words = beside.get(key) ?? localStorage.getItem(key);
  // Hundreds may wait, and each change asks for all of them more than once.
  if (copies.get(key)?.words !== words) copies.set(key, { words, item: JSON.parse(words) });
  return copies.get(key).item;
}

function put(key, words) {
  try {
    localStorage.setItem(key, words);
    beside.delete(key);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    localStorage.removeItem(key); // What it was before: the storage is full.
    beside.set(key, words);
  }
}

function drop(key) {
  localStorage.removeItem(key);
  beside.delete(key);
  copies.delete(key);
}

// Another tab has sent it, or somebody has emptied the storage.
addEventListener("storage", ({ key, newValue }) => {
  if (key === null) copies.forEach(({ words }, each) => put(each, words));
  else if (newValue === null) copies.delete(key);
});

/** A change of a span, or of the note to self, made on what a page or an answer shows of it. */
function onShown(shown, item) {
  const { seen, seen_review: review } = item.fields;
  const note = "was" in item.fields && shown.getElementById("own-note");
  if (note && note.form.action === item.url) return { ...item, fields: { ...item.fields, was: note.defaultValue } };
  const now = seen && shown.getElementById(`s-${item.span}`)?.dataset;
  if (!now) return item;
  const isDecision = review !== undefined && { seen_review: now.review ?? "" };
  return { ...item, fields: { ...item.fields, seen: now.version, ...isDecision } };
}

export class Outbox extends EventTarget {
  /** `key` names the layer in the storage, `user` is the id of who makes the changes; `page` has the stamp of the
      layer that it shows, and where to ask for that of now. */
  constructor(key, user, page = {}) {
    super();
    this.page = page;
    this.key = key;
    this.user = user;
    this.failures = 0;
    this.reason = "";
    this.signal = untilLeft();
    const { signal } = this;
    addEventListener("online", () => this.flush(), { signal });
    addEventListener("focus", () => this.flush(), { signal });
    const follow = () => {
      this.#tell("change");
      if (this.waiting.length) this.flush(); // The tab that left it may be closed.
    };
    addEventListener("storage", follow, { signal });
    // What another tab has sent for this layer is drawn, or told of, here too.
    this.tabs = new BroadcastChannel(key);
    this.tabs.addEventListener("message", ({ data }) => {
      if ("html" in data) this.#answered(data);
      else this.#tell("refused", data);
    });
    signal.addEventListener("abort", async () => {
      clearTimeout(this.timer);
      await this.flushing; // What is on its way is told where it is still shown.
      this.tabs.close();
      this.tabs = null;
    });
  }

  /** All that is not saved, in the order in which it was done. */
  get items() {
    const items = keysFrom(`${this.key}/`).map(kept);
    return items.sort((one, other) => one.order - other.order);
  }

  /** Those that can still be sent. */
  get waiting() {
    return this.items.filter((item) => !item.refused);
  }

  /** Those that wait, without what undo takes back of them before any is sent. */
  get standing() {
    return this.#steps().filter(({ turns }) => turns.length % 2 === 0).map(({ item }) => item);
  }

  /** The changes that wait, each with the undos and redos that wait too and turn it back and forth. */
  #steps() {
    const steps = [];
    const done = [];
    const undone = [];
    for (const item of this.waiting) {
      const { verb } = item.paint;
      if (verb === "undo" || verb === "redo") {
        const [from, to] = verb === "undo" ? [done, undone] : [undone, done];
        const step = from.pop() ?? { turns: [] }; // The server knows that one already.
        step.turns.push(item);
        to.push(step);
      } else if (verb !== "own note") {
        const step = { item, turns: [] };
        steps.push(step);
        done.push(step);
        undone.length = 0;
      }
    }
    return steps;
  }

  /** How many changes of this person wait on other pages. */
  get elsewhere() {
    const others = keysFrom(`outbox:${this.user}:`).filter((key) => !key.startsWith(`${this.key}/`));
    return others.filter((key) => !kept(key).refused).length;
  }

  /** Queue a change: {url, span, fields} and whatever the page needs to paint it meanwhile. */
  add(change) {
    const order = Math.max(Date.now(), (this.items.at(-1)?.order ?? 0) + 1);
    const item = { ...change, edit: change.edit ?? newUid(), order };
    this.keep(item);
    this.flush();
    return item;
  }

  /** Store an item as it is now. */
  keep(item) {
    put(`${this.key}/${item.edit}`, JSON.stringify(item));
    this.#tell("change");
  }

  /** Send what was refused again, with later changes of its span, on what the page shows of it by now; and what makes
      the span. */
  retry(edit) {
    const { items } = this;
    const first = items.find((one) => one.edit === edit);
    if (!first) return; // Another tab has sent or discarded it.
    for (const item of items) {
      const isOfIt = item.span && item.span === first.span && (item.order > first.order || item.paint.verb === "make");
      if (item === first || isOfIt) this.keep({ ...onShown(document, item), refused: undefined });
    }
    this.flush();
  }

  /** Give a change up that waits, with the undos and redos of it; of a span that is not made, all later ones too. */
  giveUp(edit) {
    const item = this.items.find((one) => one.edit === edit);
    for (const one of [item, ...this.#onMade(item)]) {
      this.#dropTurns(one.edit);
      this.discard(one.edit);
    }
  }

  /** The changes of a span that waits to be made. */
  #onMade({ edit, span, paint }) {
    return paint.verb === "make" ? this.items.filter((one) => one.span === span && one.edit !== edit) : [];
  }

  discard(edit) {
    drop(`${this.key}/${edit}`);
    this.#tell("change");
  }

  /** Find out once more whether the page shows the layer as it is. */
  check() {
    this.isChecked = false;
    this.flush();
  }

  /** Send what waits, in order, one at a time; resolves when nothing more can be sent for now. */
  flush() {
    this.flushing ??= this.#sendAll().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  async #sendAll() {
    clearTimeout(this.timer);
    // One tab at a time, so that two of them do not send the same change side by side.
    const lock = (work) => (navigator.locks ? navigator.locks.request(this.key, work) : work());
    await lock(async () => {
      if (!(await this.#isCurrent())) return;
      let item = this.waiting[0];
      while (item && !this.signal.aborted && (await this.#send(item))) item = this.waiting[0];
    });
    this.#tell("change"); // Another one may have sent it all meanwhile.
    if (this.waiting.length && !this.signal.aborted) {
      const seconds = Math.min(this.failures || 1, LONGEST_PAUSE);
      this.timer = setTimeout(() => this.flush(), seconds * 1000);
    }
  }

  /** What the desk answers, or the `reason` to ask again. */
  async #ask(url, options) {
    try {
      const response = await fetch(url, { ...options, signal: AbortSignal.timeout(20_000) });
      const body = await response.text();
      const status = response.redirected ? 401 : response.status; // No save leads elsewhere, but a proxy to its sign-in.
      if (isPassing(status)) return { reason: status };
      // A network's page, or what a proxy does not find while the desk is away, comes with a status like ours; and of
      // an answer that was cut off the rest may be missing without a sign.
      const isOurs = response.headers.get("X-Size") === `${new Blob([body]).size}`;
      if (!isOurs && (response.ok || status === 404)) return { reason: "foreign" };
      return { response, body };
    } catch (error) {
      return { reason: error.name === "TimeoutError" ? "timeout" : "offline" };
    }
  }

  /** Before anything is sent: whether the page shows all that was, also while it was on its way. Later there is no
      telling, as what is sent changes the layer too. */
  async #isCurrent() {
    const { stamp, stampUrl } = this.page;
    if (!stampUrl || this.isChecked) return true;
    const { reason, response, body } = await this.#ask(stampUrl);
    if (reason && this.waiting.length) return this.#stall(reason);
    if (reason === 401) location.reload(); // Nobody sees it after signing out.
    if (reason) return false;
    this.isChecked = true;
    if (!response.ok || body === stamp) return true;
    this.#tell("stale");
    return false;
  }

  /** Whether to go on with the next one. */
  async #send(item) {
    const { reason, response, body } = await this.#ask(item.url, {
      method: "POST",
      headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams({ ...item.fields, edit: item.edit, actor: this.user }),
    });
    if (reason) return this.#stall(reason);
    if (response.ok) {
      this.#passOnVersions(item, body);
      this.discard(item.edit);
      this.#outlived(item);
      this.#answered({ item, html: body });
      this.tabs?.postMessage({ item, html: body });
    } else {
      this.failures = 0;
      if (this.#takeBack(item)) return true;
      const refused = response.headers.get("Content-Type")?.startsWith("text/plain") ? body : `${response.status}`;
      for (const one of this.#onMade(item)) if (!this.#takeBack(one)) this.keep({ ...one, refused });
      item.refused = refused;
      this.keep(item);
      this.#tell("refused", { item });
      this.tabs?.postMessage({ item });
    }
    return true;
  }

  /** What was refused before a step that is saved is the last one no longer, which undo would take away. */
  #outlived({ order, paint }) {
    if (["undo", "own note"].includes(paint.verb)) return;
    for (const one of this.items) if (one.refused && one.order < order) this.keep({ ...one, isPast: true });
  }

  /** What was refused may be taken back already, by an undo that waits: then neither is left. */
  #takeBack(refused) {
    const isUndone = this.#dropTurns(refused.edit) % 2 === 1;
    if (isUndone) this.discard(refused.edit);
    return isUndone;
  }

  /** Without the change, they would turn another one back. Returns how many there were. */
  #dropTurns(edit) {
    const turns = this.#steps().find(({ item }) => item.edit === edit)?.turns ?? [];
    for (const turn of turns) this.discard(turn.edit);
    return turns.length;
  }

  #answered(detail) {
    this.failures = 0;
    this.#tell("change");
    this.#tell("answer", detail);
  }

  #stall(reason) {
    this.failures += 1;
    this.reason = reason;
    this.#tell("change");
    return false;
  }

  /** Later changes of a span are made on the version that this answer gives it. */
  #passOnVersions(sent, html) {
    const others = this.items.filter(({ edit }) => edit !== sent.edit);
    if (!others.length) return;
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const item of others) {
      const later = onShown(answer, item);
      if (later !== item) this.keep(later);
    }
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Send what this person left waiting on pages not `known`; the answers are of no use here. Returns the outboxes. */
export function flushOthers({ user }, known) {
  const others = new Set(keysFrom(`outbox:${user}:`).map((key) => key.split("/")[0]));
  for (const { key } of known) others.delete(key);
  return [...others].map((key) => {
    const outbox = new Outbox(key, user);
    outbox.flush();
    return outbox;
  });
}
