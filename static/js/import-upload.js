/* Bringing files: dropped or chosen, sent a few at a time, with the progress shown. Without this script the
   form sends them all at once. */

import { headersOfNow } from "./page.js";

const FILES_AT_ONCE = 50;
const BYTES_AT_ONCE = 20 * 1024 * 1024;

const form = document.querySelector("[data-upload]");
const zone = form.querySelector("[data-dropzone]");
const input = form.querySelector("input[type=file]");
const list = form.querySelector("[data-chosen]");
const bar = form.querySelector("[data-progress]");
const says = form.querySelector("[data-progress-text]");
const trouble = form.querySelector("[data-upload-error]");
const limit = Number(form.dataset.limit);

/** Take these files too; a file that is chosen twice counts once. */
function add(files) {
  const chosen = new DataTransfer();
  const seen = new Set();
  for (const file of [...input.files, ...files]) {
    const key = `${file.name}/${file.size}/${file.lastModified}`;
    if (!seen.has(key)) chosen.items.add(file);
    seen.add(key);
  }
  input.files = chosen.files;
  show();
}

function show() {
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = file.size > limit ? `${file.name}: ${form.dataset.tooLarge}` : file.name;
      item.classList.toggle("too-large", file.size > limit);
      return item;
    }),
  );
}

/** The files in parcels that the server reads in one go; those that are too large stay here. */
function parcels(files) {
  const result = [];
  let parcel = [];
  let bytes = 0;
  for (const file of files.filter(({ size }) => size <= limit)) {
    if (parcel.length === FILES_AT_ONCE || (parcel.length && bytes + file.size > BYTES_AT_ONCE)) {
      result.push(parcel);
      parcel = [];
      bytes = 0;
    }
    parcel.push(file);
    bytes += file.size;
  }
  if (parcel.length || !result.length) result.push(parcel);
  return result;
}

/** Send one form; the answer is the address of the preview. Rejects with a sentence to show. */
function send(data, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    const headers = { "HX-Request": "true", ...headersOfNow() };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.addEventListener("load", () => {
      const preview = request.getResponseHeader("HX-Redirect");
      if (preview) resolve(preview);
      else if (request.status === 401) reject(form.dataset.signedOut);
      else reject(request.status === 400 ? request.responseText : form.dataset.failed);
    });
    request.addEventListener("error", () => reject(form.dataset.failed));
    request.send(data);
  });
}

async function sendAll() {
  const all = [...input.files];
  const total = all.reduce((sum, { size }) => sum + Math.min(size, limit), 1);
  let sentBytes = 0;
  let sentFiles = 0;
  let preview = "";
  bar.hidden = false;
  for (const [number, parcel] of parcels(all).entries()) {
    const data = new FormData(form);
    data.delete("file");
    data.delete("csrfmiddlewaretoken"); // The header has that of now.
    if (number > 0) data.delete("text");
    for (const file of parcel) data.append("file", file);
    const bytes = parcel.reduce((sum, { size }) => sum + size, 0);
    preview = await send(data, (loaded) => {
      bar.value = (sentBytes + Math.min(loaded, bytes)) / total;
      const at = Math.min(sentFiles + Math.ceil((loaded / (bytes || 1)) * parcel.length), all.length);
      says.textContent =
        loaded < bytes ? form.dataset.sending.replace("NUMBER", at).replace("ALL", all.length) : form.dataset.reading;
    });
    // What comes after is added to the same preview, also if this page has to send it again.
    form.elements.batch.value = new URL(preview, location.href).pathname.split("/").filter(Boolean).at(-1);
    sentBytes += bytes;
    sentFiles += parcel.length;
    input.files = filesOf(all.slice(sentFiles));
    form.elements.text.value = "";
  }
  location.assign(preview);
}

function filesOf(files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  return transfer.files;
}

input.addEventListener("change", show);
zone.addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.classList.add("is-over");
});
zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  zone.classList.remove("is-over");
  add(event.dataTransfer.files);
});

form.addEventListener("submit", async (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  trouble.hidden = true;
  try {
    await sendAll();
  } catch (reason) {
    trouble.textContent = typeof reason === "string" ? reason : form.dataset.failed;
    trouble.hidden = false;
    button.disabled = false;
    bar.hidden = true;
    says.textContent = "";
    show();
  }
});
