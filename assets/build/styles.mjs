// Styles, in this order: Sass, cut to what is used, right-to-left twin, made small.

import { fileURLToPath } from "node:url";

import { Features, transform } from "lightningcss";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import rtlcss from "rtlcss";
import * as sass from "sass";

// app: every page. print: sheets and slips for paper, and how other pages print.
const SHEETS = ["app", "print"];
const TARGETS = { chrome: 100 << 16, firefox: 100 << 16, safari: (15 << 16) | (4 << 8) };
// The size of an icon is put together at run time; our own components are all in use.
const SAFE = { standard: [/^icon-(xs|sm|lg|xl)$/], greedy: [/^ac-/] };

function compile(root, name) {
  const { css } = sass.compile(fileURLToPath(new URL(`assets/styles/${name}.scss`, root)), {
    loadPaths: [fileURLToPath(new URL("node_modules/", root))],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  return css;
}

async function purge(css, sources) {
  const [result] = await new PurgeCSS().purge({
    content: sources.filter(({ hasMarkup }) => hasMarkup).map(({ path, text }) => ({
      raw: text,
      extension: path.split(".").pop(),
    })),
    css: [{ raw: css }],
    safelist: SAFE,
    keyframes: true,
    variables: true,
    // Names stand whole in the sources: letters, digits, hyphens and underscores.
    defaultExtractor: (text) => text.match(/[A-Za-z][\w-]*/g) ?? [],
  });
  return result.css;
}

function minify(name, css) {
  const { code } = transform({
    filename: name,
    code: Buffer.from(css),
    minify: true,
    targets: TARGETS,
    exclude: Features.LogicalProperties | Features.DirSelector | Features.LangSelectorList,
  });
  return code.toString();
}

/** Writes each sheet and its right-to-left twin; returns [{name, css, bytes}]. */
export async function addStyles(dist, root, sources, faces) {
  const written = [];
  for (const sheet of SHEETS) {
    const used = await purge(compile(root, sheet), sources);
    const twins = { [`${sheet}.css`]: used, [`${sheet}.rtl.css`]: rtlcss.process(used) };
    for (const [name, css] of Object.entries(twins)) {
      const small = minify(name, sheet === "app" ? `${faces}\n${css}` : css);
      await dist.text(name, small);
      written.push({ name, css: small, bytes: small.length });
    }
  }
  return written;
}

/** The class names a sheet speaks of, sorted. */
export function classesOf(css) {
  const names = new Set();
  postcss.parse(css).walkRules(({ selector }) => {
    for (const [, name] of selector.matchAll(/\.(-?[A-Za-z_][\w-]*)/g)) names.add(name);
  });
  return [...names].sort();
}
