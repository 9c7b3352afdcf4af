// Small comforts. Every page works whole without this file; nothing is stored in the browser.
"use strict";

// Menus are <details>: Escape and a touch elsewhere close them, one is open at a time.
const MENU = "details[data-menu][open]";

function closeMenus(except) {
  for (const menu of document.querySelectorAll(MENU)) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(MENU)) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => closeMenus(event.target.closest(MENU)));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest(MENU)));

// A form leaves once. The button stays enabled, so its name and value travel; after a while a
// second press is let through: better twice (the server knows it) than never.
const PATIENCE = 8000;

function release(form) {
  delete form.dataset.leaving;
  for (const button of form.querySelectorAll("[aria-disabled][type=submit]")) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.leaving) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.leaving = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), PATIENCE);
}, true);

document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

// A file that is too large is refused beside its question before it travels over a slow network.
function refuse(input, words) {
  const problem = document.createElement("p");
  problem.id = `${input.id}-refused`;
  problem.className = "invalid-feedback";
  problem.setAttribute("role", "alert");
  problem.textContent = words;
  input.before(problem);
  input.value = "";
}

document.addEventListener("change", (event) => {
  const { files, dataset, id } = event.target;
  if (!files || !dataset.maxBytes) return;
  document.getElementById(`${id}-refused`)?.remove();
  // Where files travel in pieces they may be larger.
  const pieces = document.querySelector("[data-upload][data-largest]")?.dataset;
  if ([...files].every((file) => file.size <= Number(pieces?.largest ?? dataset.maxBytes))) return;
  event.stopPropagation();
  refuse(event.target, pieces?.tooLarge ?? dataset.tooLarge);
}, true);

// The answer to a saved answer may be another page: the login, after the session ended. What was typed
// is kept by the server, so we go there; a page never stands in the middle of another.
document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  if (!raw.redirected || !event.target.closest?.("form[method=post]")) return;
  event.preventDefault();
  window.location.assign(raw.url);
});

document.addEventListener("htmx:after:swap", () => {
  document.querySelector("[data-error-summary]")?.focus();
});

// Printing: the button exists only where a script can press it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  // At a public machine the paper stands inside the page.
  button.addEventListener("click", () => (document.querySelector("[data-paper]")?.contentWindow ?? window).print());
}

// Coming back with the browser's button: a page about somebody is asked for again, so that nobody
// sees what was on the screen before; a page shown again may send its forms again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if ("personal" in document.body.dataset) {
    window.location.reload();
    return;
  }
  document.querySelectorAll("form").forEach(release);
});

// The quick exit: one press, or Escape twice. The page goes out of sight first, then out of the
// history's last place: "back" leads to what was before it.
const EXIT = "[data-quick-exit]";
const TWICE = 1500;
let lastEscape = -TWICE;

function leave(link) {
  document.documentElement.hidden = true;
  location.replace(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(EXIT);
  if (!link) return;
  event.preventDefault();
  leave(link);
});

document.addEventListener("keydown", (event) => {
  const link = document.querySelector(EXIT);
  if (!link || event.key !== "Escape") return;
  if (event.timeStamp - lastEscape < TWICE) leave(link);
  lastEscape = event.timeStamp;
});
