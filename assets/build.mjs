// Builds static/dist, everything a browser or a PDF receives that is not written by hand in static/.
//
//   node assets/build.mjs            the whole
//   node assets/build.mjs --quick    the same without brotli and gzip, for somebody changing styles
//
// Nothing here runs in production: the pages read manifest.json to learn the hashed names.

import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";

import { Dist, packageFile } from "./build/dist.mjs";
import { addFonts, addPdfFonts } from "./build/fonts.mjs";
import { addIcons } from "./build/icons.mjs";
import { addStyles, classesOf } from "./build/styles.mjs";
import { readSources } from "./build/sources.mjs";

const started = performance.now();
const root = new URL("../", import.meta.url);
const quick = process.argv.includes("--quick");

function say(words) {
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${words}`);
}

const target = new URL("static/dist/", root);
const dist = new Dist(new URL(`static/dist.${process.pid}/`, root), { compress: !quick });
const sources = await readSources(root);

const faces = await addFonts(dist);
say("fonts of the pages");
await addPdfFonts(dist);
say("fonts of the documents");
const icons = await addIcons(dist, sources);
say(`icons: ${icons} of the sprite are used`);

const styles = await addStyles(dist, root, sources, faces);
say(`styles: ${styles.map(({ name, bytes }) => `${name} ${bytes} B`).join(", ")}`);
await dist.plain("bootstrap-classes.json", JSON.stringify({
  known: classesOf(await readFile(packageFile("bootstrap-italia/dist/css/bootstrap-italia.min.css"), "utf8")),
  kept: classesOf(styles.map(({ css }) => css).join("\n")),
}));

await dist.text("htmx.js", await readFile(packageFile("htmx.org/dist/htmx.min.js")));
// app.js is on every page; the others only where a template asks for them.
for (const name of ["app.js", "saving.js", "staying.js", "sending.js", "kiosk.js", "screen.js", "reading.js"]) {
  await dist.text(name, await readFile(new URL(`assets/scripts/${name}`, root)));
}
say("scripts");

await dist.close(target);
say(`${dist.count} files in static/dist`);
