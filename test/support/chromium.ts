// Finds the Chromium for browser tests: CHROMIUM_PATH, else the one that npm installed (Linux), else an installed Chrome.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LaunchOptions } from 'playwright-core';

/** Which browser to start, as Playwright's launch options. */
export function findChromium(): LaunchOptions {
  if (process.env.CHROMIUM_PATH) return { executablePath: process.env.CHROMIUM_PATH };
  if (process.platform !== 'linux') return { channel: 'chrome' };
  const folder = unpackedChromium();
  const executablePath = path.join(folder, 'chromium');
  const env = { ...process.env, FONTCONFIG_FILE: path.join(folder, 'fonts.conf') };
  // A bare machine lacks the few libraries it needs; the package has those too.
  const probe = spawnSync(executablePath, ['--version'], { env, stdio: 'ignore' });
  if (probe.status === 0) return { executablePath, env };
  return { executablePath, env: { ...env, LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib') } };
}

/**
 * The package unpacks into the temp folder, where users would stumble over each other's files: so each user has a
 * folder of their own there, kept for the next run, and moved into place only when complete.
 */
function unpackedChromium(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(entry), '../package.json'), 'utf8')) as {
    version: string;
  };
  const user = process.getuid?.();
  const folder = path.join(tmpdir(), `zoom-for-jira-chromium-${version}-${user}`);
  if (!existsSync(folder)) {
    const draft = mkdtempSync(`${folder}-`);
    const script = `import chromium from ${JSON.stringify(entry)}; await chromium.executablePath();`;
    const result = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      // the second variable makes it unpack the libraries as well
      env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      encoding: 'utf8',
    });
    if (result.status !== 0)
      throw new Error(`Chromium could not be unpacked into ${draft}: ${result.stderr}`);
    writeFileSync(path.join(draft, 'fonts.conf'), fontsConfiguration(folder));
    try {
      renameSync(draft, folder);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  if (lstatSync(folder).uid !== user) throw new Error(`${folder} belongs to another user. Delete it.`);
  return folder;
}

/** The machine's fonts, where it has any, and the one family of the package. */
function fontsConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}
