// Fonts: Titillium Web for the pages (three weights, two ranges), plain TTF files for the PDFs.

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { packageFile } from "./dist.mjs";

const WEIGHTS = [400, 600, 700];
const RANGES = ["latin-ext", "latin"];
const PDF_FONTS = [
  "titillium-web/400Regular/TitilliumWeb_400Regular.ttf",
  "titillium-web/600SemiBold/TitilliumWeb_600SemiBold.ttf",
  "titillium-web/700Bold/TitilliumWeb_700Bold.ttf",
  "noto-sans/400Regular/NotoSans_400Regular.ttf",
  "noto-sans/700Bold/NotoSans_700Bold.ttf",
  "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
  "noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf",
];

async function unicodeRanges() {
  return JSON.parse(await readFile(packageFile("@fontsource/titillium-web/unicode.json"), "utf8"));
}

/** Writes the woff2 files; returns the @font-face rules that point at their hashed names. */
export async function addFonts(dist) {
  const ranges = await unicodeRanges();
  const faces = [];
  for (const weight of WEIGHTS) {
    for (const range of RANGES) {
      const file = packageFile(`@fontsource/titillium-web/files/titillium-web-${range}-${weight}-normal.woff2`);
      const name = await dist.binary(`fonts/titillium-${weight}-${range}.woff2`, await readFile(file));
      faces.push(`@font-face{font-family:"Titillium Web";font-style:normal;font-weight:${weight};`
        + `font-display:swap;src:url("${name}") format("woff2");unicode-range:${ranges[range]}}`);
    }
  }
  return faces.join("\n");
}

/** Copies the fonts of the PDFs to pdf-fonts/, under the names their makers gave them. */
export async function addPdfFonts(dist) {
  const folder = new URL("pdf-fonts/", dist.folder);
  await mkdir(folder, { recursive: true });
  for (const path of PDF_FONTS) {
    await copyFile(packageFile(`@expo-google-fonts/${path}`), fileURLToPath(new URL(basename(path), folder)));
    dist.count += 1;
  }
}
