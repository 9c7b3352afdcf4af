// The folder being filled: names with the hash of the content, compressed copies, the manifest.

import { createHash } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** The path of a file inside an installed npm package. */
export function packageFile(path) {
  return fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
}

export class Dist {
  #manifest = {};
  #pending = [];
  count = 0;

  constructor(folder, { compress }) {
    this.folder = folder;
    this.compress = compress;
  }

  /** Writes a file under its plain name: nobody asks for it over the wire. */
  async plain(name, content) {
    const place = new URL(name, this.folder);
    await mkdir(dirname(fileURLToPath(place)), { recursive: true });
    await writeFile(place, content);
    this.count += 1;
  }

  /** Writes a file that is compressed already; returns its hashed name. */
  async binary(name, content) {
    const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
    const suffix = extname(name);
    const hashed = `${name.slice(0, -suffix.length)}.${hash}${suffix}`;
    this.#manifest[name] = hashed;
    await this.plain(hashed, content);
    return hashed;
  }

  /** Writes a text with its .br and .gz beside it; returns its hashed name. */
  async text(name, content) {
    const bytes = Buffer.from(content);
    const hashed = await this.binary(name, bytes);
    if (this.compress) this.#pending.push(this.#compressed(hashed, bytes));
    return hashed;
  }

  async #compressed(name, bytes) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    await this.plain(`${name}.br`, await brotli(bytes, { params }));
    await this.plain(`${name}.gz`, await zip(bytes, { level: 9 }));
  }

  /** Writes the manifest and puts the finished folder in the place of the old one. */
  async close(target) {
    await Promise.all(this.#pending);
    const sorted = Object.fromEntries(Object.entries(this.#manifest).sort());
    await this.plain("manifest.json", `${JSON.stringify(sorted, null, 2)}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(this.folder, target);
  }
}
