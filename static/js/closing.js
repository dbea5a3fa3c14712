/* Leaving an article. What is typed goes out first; what closes the article (submitting, putting off, declining) waits
   until everything is saved, and another change calls it off. */

export class Closing {
  /** `desk` is the workspace. */
  constructor(desk) {
    this.desk = desk;
    this.isLeaving = false;
    this.go = null; // closes the article, once everything is saved
    desk.root.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    desk.root.addEventListener("htmx:beforeRequest", (event) => this.#leave(event));
    desk.root.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.boosted && !detail.successful) this.isLeaving = false;
    });
    // Of what is asked about first, this is the change; it is sent later.
    desk.detail.box.addEventListener("change", () => this.callOff());
  }

  callOff() {
    if (!this.desk.claim.isLate) this.go = null;
  }

  goIfSaved() {
    const { go } = this;
    if (!go || this.desk.outbox.items.length || this.desk.claim.unread.size) return;
    this.go = null;
    go();
  }

  async #submit(event) {
    const { target: form, submitter } = event;
    const { claim, outbox, saveState } = this.desk;
    const mayGo = !outbox.items.length && !claim.unread.size && !claim.refused;
    if (mayGo || !form.matches("[data-closes]")) return;
    event.preventDefault();
    event.stopPropagation(); // htmx would send it.
    const go = () => form.requestSubmit(submitter);
    this.go = go;
    await claim.settled();
    if (this.go !== go) return; // It was called off, or is asked for once more.
    if (claim.refused) this.go = null;
    claim.refused?.focus();
    outbox.flush();
    this.goIfSaved();
    if (this.go) saveState.insist();
  }

  /** Another article is asked for: no submission that waits is dropped. */
  #leave(event) {
    if (!event.detail.boosted) return;
    const { claim, root, saveState } = this.desk;
    this.isLeaving = true;
    htmx.trigger(root.querySelector("[data-bar]"), "htmx:abort"); // Or it would come back, if it is being read anew.
    claim.finish();
    if (!this.go || event.target.matches("form")) return;
    event.preventDefault();
    this.isLeaving = false;
    saveState.insist();
  }
}
