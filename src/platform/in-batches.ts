// Writes that come at the same time are made together: one at a time is under way, and the next takes all that wait.

/**
 * Wraps `write` so that it gets at most `most` items at once, and is under way once at a time in this process.
 * What is returned for an item resolves, or rejects, as the write that it was part of.
 */
export function inBatches<Item>(
  most: number,
  write: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  let gathering: { items: Item[]; written: Promise<void> } | null = null;
  let last: Promise<void> = Promise.resolve();

  const begin = () => {
    const items: Item[] = [];
    const batch = {
      items,
      written: last.then(() => {
        if (gathering === batch) gathering = null;
        return write(items);
      }),
    };
    last = batch.written.catch(() => undefined);
    return batch;
  };

  return (item) => {
    if (gathering === null || gathering.items.length >= most) gathering = begin();
    gathering.items.push(item);
    return gathering.written;
  };
}
