// Builds the browser code when its sources have changed since the last build; run by itself or called by tests.
// The new files come beside the old ones, the manifest is swapped last, and what it named before stays until the next
// build: a server that runs already has read the old manifest.

import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const assets = join(root, 'public/assets');
const hashFile = join(assets, 'build-hash');
const manifestFile = join(assets, 'manifest.json');
const lockFile = join(root, '.data/web-build.lock');
const lockLooks = 1200;
const lookEveryMs = 100;

/** Builds into public/assets unless it is fresh. Rejects with a plain message when it must build but cannot. */
export async function buildWebIfStale(): Promise<void> {
  if (await isFresh()) return;
  await lock();
  try {
    // Another process may have built while this one waited.
    if (!(await isFresh())) await build();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function isFresh(): Promise<boolean> {
  if (!existsSync(manifestFile)) return false;
  const builtFrom = await readFile(hashFile, 'utf8').catch(() => null);
  return builtFrom !== null && builtFrom === (await hashOfSources());
}

async function hashOfSources(): Promise<string> {
  const sources = globSync(
    ['vite.config.ts', 'package-lock.json', 'src/web/**/*.{ts,tsx,css,json}', 'src/**/api-types.ts'],
    { cwd: root },
  );
  const hash = createHash('sha256');
  for (const file of [...new Set(sources)].sort()) {
    const content = await readFile(join(root, file));
    hash.update(`${file.split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function build(): Promise<void> {
  const vite = await import('vite').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'The browser code in public/assets is missing or older than its sources, and Vite is not installed to build it. ' +
        'Build it where the development packages are installed (npm ci, then node src/web/build-if-stale.ts), or use the container image.',
    );
  });
  const hash = await hashOfSources();
  const fresh = join(root, `.data/web-build-${process.pid}`);
  const nodeEnv = process.env.NODE_ENV;
  // A test run's NODE_ENV would make Vite build for development.
  process.env.NODE_ENV = 'production';
  try {
    await vite.build({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    });
    await putInPlace(fresh, hash);
  } finally {
    if (nodeEnv === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = nodeEnv;
    await rm(fresh, { recursive: true, force: true });
  }
}

async function putInPlace(fresh: string, hash: string): Promise<void> {
  await mkdir(assets, { recursive: true });
  const files = await readdir(fresh);
  const before = await filesOfManifest();
  for (const file of files.filter((name) => name !== 'manifest.json')) {
    await copyFile(join(fresh, file), join(assets, file));
  }
  await copyFile(join(fresh, 'manifest.json'), `${manifestFile}.next`);
  await rename(`${manifestFile}.next`, manifestFile);
  await writeFile(hashFile, hash);
  for (const file of await readdir(assets)) {
    if (![...files, ...before, 'build-hash'].includes(file))
      await rm(join(assets, file), { recursive: true });
  }
}

async function filesOfManifest(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8').catch(() => '{}'));
  return Object.values<{ file: string; css?: string[] }>(manifest).flatMap(({ file, css = [] }) => [
    file,
    ...css,
  ]);
}

/** Waits for the build of another process; a lock whose process is gone is taken over. */
async function lock(): Promise<void> {
  await mkdir(join(root, '.data'), { recursive: true });
  for (let look = 0; look < lockLooks; look += 1) {
    const file = await open(lockFile, 'wx').catch(() => null);
    if (file) {
      await file.writeFile(String(process.pid));
      await file.close();
      return;
    }
    const holder = Number(await readFile(lockFile, 'utf8').catch(() => ''));
    if (holder > 0 && !isRunning(holder)) await rm(lockFile, { force: true });
    else await wait(lookEveryMs);
  }
  throw new Error(`Another process has been building the browser code for too long: remove ${lockFile}.`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

if (import.meta.main) {
  await buildWebIfStale().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
