// How a state of the app's page looks: checked for accessibility faults, and pictured where SCREENSHOTS names a folder.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectNoAxeViolations } from './axe.ts';

const pictures = process.env.SCREENSHOTS;
const widths = { wide: 1280, narrow: 400 };
// For pictures the frame is in view as a whole: Chromium stops drawing one that it would have to scroll to.
const height = pictures ? 4500 : 800;

/**
 * `state` names the pictures: `<state>-<light|dark>-<wide|narrow>.png` of what the app's frame shows. Light is checked
 * wide and dark narrow; pictures are taken of all four. The page is left as it was, in the light.
 */
export async function looks(
  page: Page,
  state: string,
  frame = page.locator('iframe').first(),
): Promise<void> {
  const before = page.viewportSize();
  for (const theme of ['light', 'dark'] as const) {
    await showTheme(page, frame, theme);
    for (const [name, width] of Object.entries(widths)) {
      const isChecked = (theme === 'light') === (name === 'wide');
      if (!isChecked && !pictures) continue;
      await page.setViewportSize({ width, height });
      if (isChecked) await expectNoAxeViolations(await frameOf(frame));
      if (pictures) await takePicture(frame, join(pictures, `${state}-${theme}-${name}.png`));
    }
  }
  await showTheme(page, frame, 'light');
  if (before) await page.setViewportSize(before);
}

/** The app's frame must have followed Jira's theme before it is looked at. */
async function showTheme(page: Page, frame: Locator, theme: 'light' | 'dark'): Promise<void> {
  const shown = () => frame.contentFrame().locator('html').getAttribute('data-color-mode');
  if ((await shown()) === theme) return;
  // Nothing is scrolled or loses the focus: a press right after scrolling may be taken for one beside the switch.
  await page.getByRole('switch', { name: 'Dark theme' }).dispatchEvent('click');
  await expect.poll(shown).toBe(theme);
}

async function frameOf(element: Locator): Promise<Frame> {
  const frame = await (await element.elementHandle())?.contentFrame();
  if (!frame) throw new Error('The page has no such frame');
  return frame;
}

async function takePicture(frame: Locator, path: string): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  await frame.screenshot({ path, animations: 'disabled' });
}
