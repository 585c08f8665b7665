// Any text there can be, for properties: fast-check's own spends seconds on its alphabet before it begins.

import fc from 'fast-check';

/** Any UTF-16 code units, halves of surrogate pairs too, with many from the beginning of Unicode. */
export function anyText(most: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0xffff }));
  return fc.array(unit, { maxLength: most }).map((units) => String.fromCharCode(...units));
}
