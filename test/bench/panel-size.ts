// How much a browser fetches for the panel: what its first view needs, and what comes later, compressed with brotli.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { single } from './figures.ts';
import type { Part } from './part.ts';

const root = join(import.meta.dirname, '../..');
const entry = 'pages/issue-panel.tsx';

type Manifest = Record<
  string,
  { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }
>;

/** Bytes of the shell and all files that it loads at once (without the host's own script), and of all lazy ones. */
function panelSize(): { firstView: number; lazy: number } {
  const manifest = JSON.parse(readFileSync(join(root, 'public/assets/manifest.json'), 'utf8')) as Manifest;
  const files = (key: string, into: Set<string>, withLater: boolean): Set<string> => {
    const chunk = manifest[key];
    if (chunk === undefined || into.has(chunk.file)) return into;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) into.add(file);
    for (const imported of chunk.imports ?? []) files(imported, into, withLater);
    if (withLater) for (const later of chunk.dynamicImports ?? []) files(later, into, withLater);
    return into;
  };
  const first = files(entry, new Set(), false);
  const lazy = files(entry, new Set(), true);
  for (const file of first) lazy.delete(file);
  const compressed = (path: string) => brotliCompressSync(readFileSync(join(root, path))).length;
  const total = (set: Set<string>) =>
    [...set].reduce((sum, file) => sum + compressed(`public/assets/${file}`), 0);
  return { firstView: compressed('views/issue-panel.html') + total(first), lazy: total(lazy) };
}

export const size: Part = {
  about: 'bytes that a browser fetches for the panel',
  async measure() {
    const { firstView, lazy } = panelSize();
    return [
      single("panel's first view, brotli, without the host's script", firstView, 'B', 0, {
        sign: '<=',
        limit: 12_000,
      }),
      single("panel's lazy chunks together, brotli", lazy, 'B', 0, { sign: '<=', limit: 30_000 }),
    ];
  },
};
