/* The outbox: every change of a layer goes through here, in order, and none is lost.

   A change stays in the browser's storage until the server has confirmed it: through a reload, a restart, a
   server that is down and a session that is over. It is sent only as the person who made it. Each change
   carries its own uid, so that sending it twice does it once. The outbox tells what happens by events:
   "change" (the queue is another one), "answer" (detail: {item, html}) and "refused" (detail: {item}). */

import { untilLeft } from "./lifetime.js";

const RETRY_SECONDS = [1, 2, 4, 8, 15, 30];

/** Statuses that may pass by themselves: signed out, time-outs, too many requests, and a server in trouble. */
const isPassing = (status) => [401, 403, 408, 425, 429].includes(status) || status >= 500;

export const newUid = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
  );

/** The CSRF token of now: a sign-in in another tab changes it. */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

export class Outbox extends EventTarget {
  /** `key` names the layer in the storage, `user` is the id of who makes the changes. */
  constructor(key, user) {
    super();
    this.key = key;
    this.user = user;
    this.items = JSON.parse(localStorage.getItem(key) ?? "[]");
    this.failures = 0;
    this.reason = "";
    const signal = untilLeft();
    addEventListener("online", () => this.flush(), { signal });
    addEventListener("focus", () => this.flush(), { signal });
    const follow = ({ key: changed, newValue }) => {
      if (changed !== key) return;
      this.items = JSON.parse(newValue ?? "[]");
      this.#tell("change");
    };
    addEventListener("storage", follow, { signal });
  }

  /** Those that can still be sent. */
  get waiting() {
    return this.items.filter((item) => !item.refused);
  }

  /** Queue a change: {url, span, fields} and whatever the page needs to paint it meanwhile. */
  add(change) {
    const item = { ...change, edit: change.edit ?? newUid() };
    this.items.push(item);
    this.#keep();
    this.flush();
    return item;
  }

  retry(edit) {
    const item = this.items.find((one) => one.edit === edit);
    if (item) delete item.refused;
    this.#keep();
    return this.flush();
  }

  discard(edit) {
    this.items = this.items.filter((one) => one.edit !== edit);
    this.#keep();
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
      let item = this.waiting[0];
      while (item && (await this.#send(item))) item = this.waiting[0];
    });
    if (this.waiting.length) {
      const seconds = RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length) - 1] ?? 1;
      this.timer = setTimeout(() => this.flush(), seconds * 1000);
    }
  }

  /** Whether to go on with the next one. */
  async #send(item) {
    let response;
    let body;
    try {
      response = await fetch(item.url, {
        method: "POST",
        headers: { "HX-Request": "true", "X-CSRFToken": csrfToken() },
        body: new URLSearchParams({ ...item.fields, edit: item.edit, actor: this.user }),
        signal: AbortSignal.timeout(20_000),
      });
      body = await response.text();
    } catch (error) {
      return this.#stall(error.name === "TimeoutError" ? "timeout" : "offline");
    }
    if (isPassing(response.status)) return this.#stall(response.status);
    this.failures = 0;
    this.reason = "";
    if (response.ok) {
      this.items = this.items.filter((one) => one.edit !== item.edit);
      this.#passOnVersions(body);
      this.#keep();
      this.#tell("answer", { item, html: body });
    } else {
      item.refused = response.headers.get("Content-Type")?.startsWith("text/plain") ? body : `${response.status}`;
      this.#keep();
      this.#tell("refused", { item });
    }
    return true;
  }

  #stall(reason) {
    this.failures += 1;
    this.reason = reason;
    this.#tell("change");
    return false;
  }

  /** Later changes of a span are made on the version that this answer gives it. */
  #passOnVersions(html) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const item of this.items) {
      const entry = item.fields.seen && answer.getElementById(`s-${item.span}`);
      if (entry) item.fields.seen = entry.dataset.version;
    }
  }

  #keep() {
    if (this.items.length) localStorage.setItem(this.key, JSON.stringify(this.items));
    else localStorage.removeItem(this.key);
    this.#tell("change");
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Send what this person left waiting on other pages; the answers are of no use here. */
export function flushOthers(prefix, own, user) {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix) && key !== own)
    .map((key) => new Outbox(key, user).flush());
}
