// The files of ours in which class names and icon names may stand.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDERS = [
  { folder: "templates", suffixes: [".html"] },
  { folder: "portal", suffixes: [".py"] },
  { folder: "demo", suffixes: [".py", ".html"] },
  { folder: "assets/scripts", suffixes: [".js"] },
];
// Python outside these places writes no markup; its words must not keep rules alive.
const MARKUP_IN_PYTHON = ["portal/platform/"];

async function filesUnder(root, { folder, suffixes }) {
  const found = await readdir(join(root, folder), { recursive: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return found
    .filter((name) => suffixes.some((suffix) => name.endsWith(suffix)))
    .map((name) => join(folder, name))
    .sort();
}

/** Each source as {path, text, hasMarkup}. */
export async function readSources(rootUrl) {
  const root = fileURLToPath(rootUrl);
  const paths = (await Promise.all(FOLDERS.map((place) => filesUnder(root, place)))).flat();
  return Promise.all(paths.map(async (path) => ({
    path,
    text: await readFile(join(root, path), "utf8"),
    hasMarkup: !path.endsWith(".py") || MARKUP_IN_PYTHON.some((start) => path.startsWith(start)),
  })));
}
