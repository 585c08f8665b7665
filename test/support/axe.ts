// Checks a page, or one frame of it, for accessibility faults with axe-core.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Throws an Error that lists every violation with its elements. Each frame below is checked by itself as well, so a
 * check of a page covers the app's iframe in it.
 */
export async function expectNoAxeViolations(target: Page | Frame): Promise<void> {
  const root = 'mainFrame' in target ? target.mainFrame() : target;
  const faults: string[] = [];
  for (const frame of [root, ...framesBelow(root)]) {
    if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(axeSource);
    const violations = await frame.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
      return (await axe.run({ iframes: false, resultTypes: ['violations'] })).violations;
    });
    for (const { id, help, nodes } of violations) {
      const elements = nodes.map((node) => `\n  at ${node.target.join(' ')}: ${node.html}`);
      faults.push(`${frame.url()} ${id}: ${help}${elements.join('')}`);
    }
  }
  if (faults.length > 0) throw new Error(`${faults.length} accessibility faults:\n${faults.join('\n')}`);
}

function framesBelow(frame: Frame): Frame[] {
  return frame.childFrames().flatMap((child) => [child, ...framesBelow(child)]);
}
