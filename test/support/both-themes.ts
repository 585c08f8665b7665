// Checks a page of the simulated Jira for accessibility faults in the light and in the dark.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectNoAxeViolations } from './axe.ts';

/** The app's frame must have followed Jira's theme before it is checked; ends in the light. */
export async function expectNoAxeViolationsInBothThemes(page: Page): Promise<void> {
  const theme = () => page.frameLocator('iframe').locator('html').getAttribute('data-color-mode');
  await expectNoAxeViolations(page);
  await page.getByRole('switch', { name: 'Dark theme' }).click();
  await expect.poll(theme).toBe('dark');
  await expectNoAxeViolations(page);
  await page.getByRole('switch', { name: 'Dark theme' }).click();
  await expect.poll(theme).toBe('light');
}
