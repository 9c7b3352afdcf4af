// A session that is about to end: the person is asked in time, what they typed is saved first, one press
// stays. Tabs of one browser tell each other that somebody is there; nothing is stored.
"use strict";
{
  const dialog = document.querySelector("[data-staying]");
  const WARN = 120;
  const STEP = 10;
  const tabs = new BroadcastChannel("accanto-staying");
  const begun = Date.now();
  let seen = begun;

  const seconds = (since) => (Date.now() - since) / 1000;
  const idleLeft = () => Number(dialog.dataset.idle) - seconds(seen);
  const left = () => Math.min(idleLeft(), Number(dialog.dataset.left) - seconds(begun));
  const isLast = () => Number(dialog.dataset.left) - seconds(begun) <= WARN;

  function somebodyIsHere(tell = true) {
    seen = Date.now();
    if (tell) tabs.postMessage("here");
    if (dialog.open && !isLast()) dialog.close();
  }

  async function stay() {
    try {
      const answer = await fetch(dialog.dataset.stay, { redirect: "manual" });
      if (answer.status === 204) somebodyIsHere();
      else window.location.assign(dialog.dataset.over);
    } catch {
      // No network: the dialog stays, and so does what was typed.
    }
  }

  function ask() {
    // What stands in the field somebody left is saved as if they had gone on to the next one.
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.querySelector("[data-staying-last]").hidden = !isLast();
    dialog.querySelector("[data-staying-idle]").hidden = isLast();
    dialog.showModal();
  }

  // What was saved for who went away kept the session open: it is closed by name.
  async function end() {
    clearInterval(looking);
    const form = document.querySelector("form[action$='/esci']");
    try {
      if (form) await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    } finally {
      window.location.replace(dialog.dataset.over);
    }
  }

  function look() {
    if (left() <= 0) end();
    else if (left() <= WARN && !dialog.open) ask();
  }

  dialog.querySelector("[data-staying-stay]").addEventListener("click", () => {
    if (isLast()) dialog.close();
    else stay();
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (isLast()) dialog.close();
    else stay();
  });
  tabs.addEventListener("message", () => somebodyIsHere(false));
  // Saving what stood in the field is not somebody: while the question is open it does not answer it.
  // Nor is a part of the page that asks by itself.
  document.addEventListener("htmx:after:request", (event) => {
    if (!dialog.open && !event.target.closest?.("[data-unattended]")) somebodyIsHere();
  });
  // A page that slept comes back late: look at once.
  document.addEventListener("visibilitychange", look);
  const looking = setInterval(look, STEP * 1000);
  tabs.postMessage("here");
}
