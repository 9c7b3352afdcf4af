// The answers of a step on a network that drops. What is typed is kept on the page, never stored in
// the browser; what is not saved yet is named, sent again, and nobody leaves it behind unasked.
"use strict";
{
  // Each wait is longer; "online" cuts it short.
  const WAITS = [2, 4, 8, 16, 30, 60];
  // Milliseconds after which a pressed button says that nobody answers; the request itself goes on.
  const PATIENCE = 8000;

  const form = () => document.querySelector("form[data-saves]");
  const region = () => document.querySelector("[data-saved]");
  // Field by name, in the order in which they were typed: not saved yet, and on their way.
  const unsaved = new Map();
  const travelling = new Map();
  const files = new Map();
  let failures = 0;
  let timer = 0;
  let leaving = null;
  let patience = 0;
  let isFree = false;

  const isAnswer = (field) => field.form === form() && field.name && field.type !== "hidden";

  function wordsOf(field) {
    const group = field.closest("fieldset")?.querySelector("legend");
    const label = field.labels?.[0];
    const words = (["radio", "checkbox"].includes(field.type) && group) || label || group;
    return (words?.textContent ?? field.name).replace(/\s+/g, " ").trim().replace(/ \*.*$/, "");
  }

  // Only being lost is worth interrupting somebody who listens to the page.
  function say(state) {
    const place = region();
    if (!place) return;
    const names = [...new Set([...travelling.values(), ...unsaved.values()])];
    const list = names.length && state !== "saving" ? ` ${names.join(", ")}.` : "";
    const words = place.dataset[state] + list + (leaving && state === "failed" ? ` ${place.dataset.waits}` : "");
    if (place.dataset.state === state && place.textContent === words) return;
    place.setAttribute("aria-live", state === "failed" ? "assertive" : "off");
    place.dataset.state = state;
    place.textContent = words;
  }

  function pack() {
    for (const [name, words] of unsaved) travelling.set(name, words);
    unsaved.clear();
    files.clear();
    for (const input of form().querySelectorAll("input[type=file]")) files.set(input.id, [...input.files]);
  }

  // Files travel once: when the server has them they stand in the list beside the question.
  function unpack() {
    for (const [id, sent] of files) {
      const input = document.getElementById(id);
      if (sent.length && sent.every((file, place) => input?.files[place] === file)) input.value = "";
    }
    files.clear();
  }

  function arrived() {
    travelling.clear();
    unpack();
    failures = 0;
    clearTimeout(timer);
    if (unsaved.size) {
      say("unsaved");
      if (leaving) send();
      return;
    }
    leave();
  }

  function leave() {
    if (!leaving) return;
    const button = leaving;
    leaving = null;
    isFree = true;
    clearTimeout(patience);
    form().requestSubmit(document.querySelector(`button[name=go][value="${CSS.escape(button)}"]`));
  }

  function failed() {
    // What was typed meanwhile stays behind what failed: the order is that of the typing.
    const later = [...unsaved];
    unsaved.clear();
    for (const [name, words] of [...travelling, ...later]) unsaved.set(name, words);
    travelling.clear();
    say("failed");
    clearTimeout(timer);
    timer = setTimeout(send, WAITS[Math.min(failures, WAITS.length - 1)] * 1000);
    failures += 1;
  }

  // The whole step goes again: the server knows the versions, so nothing is written twice.
  function send() {
    clearTimeout(timer);
    if ((unsaved.size || leaving) && !travelling.size) {
      form()?.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  document.addEventListener("input", (event) => {
    if (!isAnswer(event.target)) return;
    const { name } = event.target;
    unsaved.delete(name);
    unsaved.set(name, wordsOf(event.target));
    say(failures ? "failed" : "unsaved");
  });

  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.closest?.("form") !== form() || !form()) return;
    pack();
    if (!failures) say("saving");
  });

  for (const failure of ["htmx:error", "htmx:response:error"]) {
    document.addEventListener(failure, (event) => {
      if (!form() || event.target.closest?.("form") !== form()) return;
      const status = event.detail?.ctx?.response?.status ?? 0;
      // The line is there and the server says no (a session that ended): its own page tells why.
      if (leaving && status >= 400 && status < 500) leave();
      else failed();
    });
  }

  document.addEventListener("htmx:after:swap", () => {
    const place = region();
    if (!place) return;
    delete place.dataset.state;
    place.setAttribute("aria-live", "polite");
    arrived();
  });

  // A button pressed on a dead line would show the browser's own page, and what was typed would be gone.
  // The browser's word "online" proves nothing: while something is unsaved the button is remembered, and
  // goes when the server has everything.
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    if (isFree || (navigator.onLine && !failures && !unsaved.size && !travelling.size)) {
      isFree = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    leaving = event.submitter?.value ?? "next";
    // It did not leave: the guard against a second press must let it go later.
    delete event.target.dataset.leaving;
    event.submitter?.removeAttribute("aria-disabled");
    say(failures || !navigator.onLine ? "failed" : "saving");
    clearTimeout(patience);
    patience = setTimeout(() => { if (leaving) say("failed"); }, PATIENCE);
    send();
  }, true);

  window.addEventListener("online", send);

  window.addEventListener("beforeunload", (event) => {
    if (!isFree && (unsaved.size || travelling.size)) event.preventDefault();
  });

  // A page that is shown again, or that stayed because nothing came back, guards its answers anew.
  window.addEventListener("pageshow", () => { isFree = false; });
}
