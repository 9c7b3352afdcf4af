// Reading a page aloud with a voice that lives on this machine: voices that send the words away are not used.
// Each passage is read in its own language; where there is no voice for it, it is left out.
"use strict";
{
  const voice = window.speechSynthesis;
  const buttons = document.querySelectorAll("[data-read-aloud]");
  const BLOCKS = "h1, h2, h3, p, li, legend, label, dt, dd, summary";
  const SILENT = "[hidden], [aria-hidden='true'], script, style, noscript, svg, datalist, details:not([open]) > :not(summary), .ac-steps, [role='status']";

  const languageOf = (node) => node.closest("[lang]")?.lang ?? "";
  const voiceFor = (language) => voice.getVoices().find(
    (one) => one.localService && one.lang.toLowerCase().startsWith(language.toLowerCase()),
  );

  // Pieces of text in the order of the page, a new one at each block and at each change of language.
  function passages() {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { parentElement: place, textContent } = walker.currentNode;
      const words = textContent.replace(/\s+/g, " ").trim();
      if (!words || place.closest(SILENT) || !place.closest(BLOCKS)) continue;
      const last = found.at(-1);
      const block = place.closest(BLOCKS);
      const language = languageOf(place);
      if (last?.block === block && last.language === language) last.words += ` ${words}`;
      else found.push({ block, language, words });
    }
    return found;
  }

  function say(isReading) {
    for (const button of buttons) {
      button.dataset.words ??= button.textContent;
      button.textContent = isReading ? button.dataset.stop : button.dataset.words;
    }
  }

  function stop() {
    voice.cancel();
    say(false);
  }

  function read() {
    const spoken = passages().filter(({ language }) => voiceFor(language)).map(({ language, words }) => {
      const one = new SpeechSynthesisUtterance(words);
      one.voice = voiceFor(language);
      one.lang = language;
      return one;
    });
    const last = spoken.at(-1);
    if (!last) return;
    last.addEventListener("end", () => say(false));
    say(true);
    spoken.forEach((one) => voice.speak(one));
  }

  function offer() {
    const can = Boolean(voiceFor(document.documentElement.lang));
    for (const button of buttons) button.hidden = !can;
  }

  if (voice && "SpeechSynthesisUtterance" in window && buttons.length) {
    // Browsers learn their voices late.
    voice.addEventListener?.("voiceschanged", offer);
    offer();
    for (const button of buttons) {
      button.addEventListener("click", () => (voice.speaking ? stop() : read()));
    }
    window.addEventListener("pagehide", () => voice.cancel());
  }
}
