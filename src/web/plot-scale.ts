// The scale of a plot of sizes: a round number of bytes at its top, in the steps in which sizes are written.

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** The smallest of 1, 2, 5, 10, … 500 of a unit that is not below `most`; 1 byte where there is nothing. */
export function topOfScale(most: number): number {
  let unit = 1;
  while (most > 1000 * unit) unit *= 1024;
  const step = steps.find((candidate) => candidate * unit >= most);
  return step === undefined ? unit * 1024 : step * unit;
}
