// The scale of a plot of sizes: a round number of bytes at its top, in the steps in which sizes are written.

const steps = [1, 10, 100].flatMap((power) => [1, 1.5, 2, 3, 4, 5, 6, 8].map((step) => step * power));

/** The smallest of 1, 1.5, 2, 3, … 800 of a unit that is not below `most`; 1 byte where there is nothing. */
export function topOfScale(most: number): number {
  let unit = 1;
  while (most > 1000 * unit) unit *= 1024;
  const step = steps.find((candidate) => candidate * unit >= most);
  return step === undefined ? unit * 1024 : step * unit;
}
