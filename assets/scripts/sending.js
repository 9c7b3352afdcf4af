// Files of a step, or of words to the office: photos are made smaller here, what is large travels in pieces and
// goes on after the line dropped. Nothing is stored in the browser: the same file chosen again is known by its
// digest. A step has its files at once; words that are sent later name in a list what came before them.
"use strict";
{
  // Smaller files of a step travel with it, as without this script.
  const PIECE = 256 * 1024;
  // Milliseconds; "online" cuts a wait short.
  const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];
  const PATIENCE = 60000;
  const QUALITY = 0.85;

  const place = document.querySelector("[data-upload]");
  const form = document.querySelector("form[data-saves], form[data-gathers]");
  const isLater = Boolean(place?.dataset.list);
  const queue = [];
  // Photos that become one PDF go with the form: kept in their field when more is chosen there.
  const bound = new Map();
  const refusals = new Map();
  let current = null;
  let leaving = null;

  class Refused extends Error {}
  class Stopped extends Error {}

  const part = (name) => place.querySelector(`[data-upload-${name}]`);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const megabytes = (bytes) => (bytes / 1048576).toLocaleString(document.documentElement.lang, {
    maximumFractionDigits: 1,
  });

  // The bar moves with each piece; who listens hears the beginning, what goes wrong, and the end.
  function show(state, file, sent, isHeard = false) {
    const words = fill(place.dataset[state], {
      name: file.name, sent: megabytes(sent), size: megabytes(file.size),
    });
    place.hidden = false;
    place.dataset.state = state;
    part("words").textContent = words;
    part("bar").max = file.size;
    part("bar").value = sent;
    if (isHeard) part("heard").textContent = words;
  }

  // A photo upright and with the longest side the server keeps; the original wherever that fails.
  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp|hei[cf])$/.test(file.type) || file.size <= PIECE) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, Number(place.dataset.edge) / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const isPng = file.type === "image/png";
      const kind = isPng ? "image/png" : "image/jpeg";
      const made = await new Promise((done) => canvas.toBlob(done, kind, QUALITY));
      if (made?.type !== kind || made.size >= file.size) return file;
      const name = isPng ? file.name : `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
      return new File([made], name, { type: kind });
    } catch {
      return file;
    }
  }

  async function digest(file) {
    const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function rest(milliseconds, sending) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      sending.wake = () => { clearTimeout(timer); done(); };
    });
  }

  async function once(sending, address, method, body, headers) {
    const line = new AbortController();
    const timer = setTimeout(() => line.abort(), PATIENCE);
    sending.line = line;
    try {
      return await fetch(address, {
        method, body, redirect: "manual", signal: line.signal,
        headers: { "X-CSRF-Token": form.elements.csrf_token?.value ?? "", ...headers },
      });
    } finally {
      clearTimeout(timer);
    }
  }

  // Asks until somebody answers. What the server will never take ends it; all else is the line.
  async function ask(sending, address, method, body, headers = {}) {
    for (let failures = 0; ; failures += 1) {
      if (sending.isStopped) throw new Stopped();
      const answer = await once(sending, address, method, body, headers).catch(() => null);
      if (sending.isStopped) throw new Stopped();
      if (answer?.ok || answer?.status === 409) return answer;
      if (answer?.status === 422) throw new Refused(await answer.text());
      if (answer && answer.status < 500 && answer.status !== 429) throw new Refused(place.dataset.over);
      show("interrupted", sending.file, sending.sent, failures === 0);
      await rest(WAITS[Math.min(failures, WAITS.length - 1)], sending);
    }
  }

  const reached = (answer) => Number(answer.headers.get("Upload-Offset"));

  async function send(sending) {
    const { file, question } = sending;
    show("begins", file, 0, true);
    const told = new FormData();
    told.append("question", place.dataset.place ?? question);
    told.append("name", file.name);
    told.append("size", file.size);
    told.append("digest", await digest(file));
    const begun = await ask(sending, place.dataset.pieces, "POST", told);
    const address = begun.headers.get("Location");
    sending.sent = reached(begun);
    for (;;) {
      while (sending.sent < file.size) {
        show("sending", file, sending.sent);
        const piece = file.slice(sending.sent, sending.sent + PIECE);
        const headers = { "Upload-Offset": sending.sent, "Content-Type": "application/offset+octet-stream" };
        sending.sent = reached(await ask(sending, address, "PUT", piece, headers));
      }
      show("checking", file, sending.sent);
      const finished = await ask(sending, `${address}/fine`, "POST");
      if (finished.ok) return isLater ? list(sending) : undefined;
      sending.sent = reached(finished);
    }
  }

  // The words must not leave without what has arrived: nothing goes on until the list stands.
  async function list(sending) {
    for (;;) {
      const answer = await ask(sending, place.dataset.list, "GET", undefined, { "HX-Request": "true" });
      const drawn = await answer.text().catch(() => null);
      if (drawn === null) continue;
      document.getElementById("arrived").outerHTML = drawn;
      return;
    }
  }

  // Next to the field, also after the questions were drawn anew.
  function tellRefusals() {
    for (const [id, words] of refusals) {
      const input = document.getElementById(id);
      // As app.js does for a file that is too large.
      if (input && !document.getElementById(`${id}-refused`)) refuse(input, words);
    }
  }

  async function work() {
    if (current) return;
    while (queue.length) {
      current = queue.shift();
      try {
        await send(current);
        show("arrived", current.file, current.file.size, true);
      } catch (trouble) {
        if (!(trouble instanceof Refused || trouble instanceof Stopped)) throw trouble;
        if (trouble instanceof Refused) refusals.set(current.input, trouble.message);
        show(trouble instanceof Stopped ? "stopped" : "refused", current.file, current.sent, true);
        leaving = null;
        if (trouble instanceof Stopped) queue.length = 0;
      } finally {
        current = null;
      }
    }
    part("bar").hidden = part("stop").hidden = true;
    tellRefusals();
    // The questions are asked for again: the files stand in their list.
    if (!isLater) form.dispatchEvent(new Event("change", { bubbles: true }));
    if (leaving) {
      const button = leaving;
      leaving = null;
      form.requestSubmit(document.querySelector(`button[name=go][value="${CSS.escape(button)}"]`));
    }
  }

  const isTogether = (input) => form.elements[`${input.name}-together`]?.checked;

  async function take(input, chosen) {
    part("bar").hidden = part("stop").hidden = false;
    const prepared = [];
    for (const file of chosen) {
      show("preparing", file, 0, file === chosen[0]);
      prepared.push(await smaller(file));
    }
    const photos = prepared.filter((file) => file.type !== "application/pdf");
    const isOnePdf = photos.length > 1 && isTogether(input);
    const fits = prepared.every((file) => file.size <= Number(input.dataset.maxBytes));
    if (fits && (isOnePdf || (!isLater && prepared.every((file) => file.size <= PIECE)))) {
      const carrier = new DataTransfer();
      for (const file of prepared) carrier.items.add(file);
      place.hidden = !current;
      const here = document.getElementById(input.id) ?? input;
      here.files = carrier.files;
      bound.set(input.id, carrier.files);
      here.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "prepared" }));
      return;
    }
    for (const file of prepared) {
      queue.push({ file, question: input.name, input: input.id, sent: 0, wake: () => {}, line: new AbortController() });
    }
    await work();
  }

  function begin() {
    place.dataset.largest = place.dataset.most;

    document.addEventListener("change", (event) => {
      const input = event.target;
      if (!input.files || input.form !== form || event.detail === "prepared") return;
      if (!input.files.length) {
        bound.delete(input.id);
        return;
      }
      event.stopPropagation();
      refusals.delete(input.id);
      const chosen = [...input.files];
      // From here on the file is ours: the form would send it once more.
      input.value = "";
      if (isLater && bound.has(input.id)) input.files = bound.get(input.id);
      take(input, chosen);
    }, true);

    part("stop").addEventListener("click", () => {
      if (!current) return;
      current.isStopped = true;
      current.line.abort();
      current.wake();
    });

    document.addEventListener("submit", (event) => {
      if (event.target !== form || !current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      leaving = event.submitter?.value ?? "next";
      delete form.dataset.leaving;
      event.submitter?.removeAttribute("aria-disabled");
      part("heard").textContent = place.dataset.waits;
      part("after").textContent = place.dataset.waits;
    }, true);

    window.addEventListener("online", () => current?.wake());
    window.addEventListener("beforeunload", (event) => { if (current) event.preventDefault(); });
    document.addEventListener("htmx:after:swap", tellRefusals);
  }

  if (place && form && window.isSecureContext && crypto.subtle) begin();
}
