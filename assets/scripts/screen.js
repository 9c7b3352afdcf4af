// The person's screen. On the operator's page: what they look at goes along, field by field. On the screen
// itself: when nobody answers any more, nothing stays to be read.
"use strict";
{
  const form = document.querySelector("form[data-screen='followed']");
  const MOMENT = 250;
  let waiting = 0;

  function show(question) {
    const said = new FormData(form);
    said.set("go", "follow");
    said.set("question", question);
    // Where it fails the screen stays a step behind; the button is there.
    fetch(form.action, { method: "POST", body: said, redirect: "manual" }).catch(() => {});
  }

  if (form) {
    show("");
    document.addEventListener("focusin", ({ target }) => {
      if (target.form?.id !== "form" || !target.name || target.type === "hidden") return;
      clearTimeout(waiting);
      waiting = setTimeout(() => show(target.name), MOMENT);
    });
  }

  const PATIENCE = 10_000;
  const lost = document.querySelector("[data-screen-lost]");
  let heard = Date.now();

  const screen = () => document.getElementById("screen");

  if (lost) {
    document.addEventListener("htmx:after:request", (event) => {
      const status = event.detail?.ctx?.response?.status ?? 0;
      if (status >= 200 && status < 300) heard = Date.now();
    });
    // The session ended: its own page says so, and it is not put inside this one.
    document.addEventListener("htmx:before:response", (event) => {
      const { raw } = event.detail.ctx.response;
      if (!raw.redirected) return;
      event.preventDefault();
      window.location.replace(raw.url);
    });
    setInterval(() => {
      const isLost = Date.now() - heard > PATIENCE;
      lost.hidden = !isLost;
      if (screen()) screen().hidden = isLost;
    }, 1000);
  }
}
