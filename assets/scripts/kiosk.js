// A public machine: nothing of one person is left for the next. Loaded before the page is drawn, so that
// what another person left in the history never shows, not even for a moment.
"use strict";
{
  const { sitting = "" } = document.documentElement.dataset;
  const mine = history.state?.sitting;
  const isOfAnother = mine !== undefined && mine !== sitting;

  // Others write into the history too, and leave our mark out.
  function mark() {
    if (!isOfAnother && history.state?.sitting !== sitting) history.replaceState({ ...history.state, sitting }, "");
  }

  if (isOfAnother) {
    // Where the address is that of the first screen already, the browser would keep the mark, and lead away for ever.
    history.replaceState(null, "");
    window.location.replace("/postazione");
  }
  mark();
  window.addEventListener("load", mark);
  document.addEventListener("htmx:finally:request", mark);

  // A page kept whole by the browser would come back as it was.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // So often a page says that somebody is there.
  const TELL = 15_000;
  const SAY = [30, 20, 10, 5];

  function watch() {
    const dialog = document.querySelector("[data-kiosk]");
    if (!dialog) return;
    const { idle, countdown, stay } = dialog.dataset;
    const say = dialog.querySelector("[data-kiosk-say]");
    let seen = Date.now();
    let told = seen;

    function left() {
      return Math.ceil(Number(idle) + Number(countdown) - (Date.now() - seen) / 1000);
    }

    function somebodyIsHere() {
      seen = Date.now();
      if (seen - told < TELL) return;
      told = seen;
      fetch(stay, { redirect: "manual" }).then((answer) => {
        if (answer.status !== 204) window.location.replace("/postazione");
      }).catch(() => {});
    }

    function goOn() {
      dialog.close();
      told = 0;
      somebodyIsHere();
    }

    function end() {
      clearInterval(looking);
      // Whatever the page was doing: this form leaves now.
      dialog.querySelector("[data-kiosk-end]").submit();
    }

    function look() {
      const seconds = left();
      if (seconds <= 0) end();
      else if (seconds <= Number(countdown)) {
        if (!dialog.open) dialog.showModal();
        dialog.querySelector("[data-kiosk-left]").textContent = seconds;
        if (SAY.includes(seconds)) say.textContent = `${say.dataset.kioskSay} ${seconds}`;
      }
    }

    for (const kind of ["pointerdown", "keydown", "input", "wheel", "touchstart"]) {
      document.addEventListener(kind, () => dialog.open || somebodyIsHere(), { passive: true, capture: true });
    }
    dialog.querySelector("[data-kiosk-stay]").addEventListener("click", goOn);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      goOn();
    });
    document.addEventListener("visibilitychange", look);
    const looking = setInterval(look, 1000);
  }

  document.addEventListener("DOMContentLoaded", watch);
}
