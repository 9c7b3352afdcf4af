// The sprite, cut to the icons that a template or a widget names.

import { readFile } from "node:fs/promises";

import { packageFile } from "./dist.mjs";

const SYMBOL = /<symbol id="([^"]+)"[\s\S]*?<\/symbol>/g;
const NAMED = /["'](it-[a-z0-9-]+)["']/g;
const CALLED = /\bicon\(\s*["']([^"']+)["']/g;

function namesIn(sources, pattern) {
  const names = new Map();
  for (const { path, text } of sources) {
    for (const [, name] of text.matchAll(pattern)) names.set(name, path);
  }
  return names;
}

/** Writes icons.svg; fails on an icon that does not exist. Returns how many are kept. */
export async function addIcons(dist, sources) {
  const sprite = await readFile(packageFile("bootstrap-italia/dist/svg/sprites.svg"), "utf8");
  const symbols = new Map([...sprite.matchAll(SYMBOL)].map(([symbol, id]) => [id, symbol]));
  for (const [name, path] of namesIn(sources, CALLED)) {
    if (!symbols.has(name)) throw new Error(`${path} asks for the icon "${name}": the sprite has no such icon`);
  }
  const kept = [...namesIn(sources, NAMED).keys()].filter((name) => symbols.has(name)).sort();
  const body = kept.map((name) => symbols.get(name)).join("");
  await dist.text("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`);
  return kept.length;
}
