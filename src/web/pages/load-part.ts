// Loads a lazy part of a page with its styles. Vite's own way of doing so weighs more than all the words of the panel,
// and leaves a part that failed once failed for good in browsers that remember it.

const base = '/assets/';

/** Called by what the build makes of `import()`; `styles` are file names. Rejects when anything did not load. */
export async function loadPart<T>(load: () => Promise<T>, styles: string[] = []): Promise<T> {
  const [part] = await Promise.all([load().catch(askAnew), ...styles.map(style)]);
  return part;
}

/**
 * Chrome remembers that an address failed, and names it; what follows the `?` makes it another one. The build puts
 * `loadPart` around this `import()` as well: an address with a `?` is not asked for anew.
 */
async function askAnew(error: Error) {
  const [address] = /\bhttps?:[^\s?]+$/.exec(error.message) ?? [];
  if (!address) throw error;
  return import(/* @vite-ignore */ `${address}?${Date.now()}`);
}

function style(file: string): Promise<unknown> | null {
  if (document.querySelector(`link[href="${base}${file}"]`)) return null;
  return new Promise((loaded, failed) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `${base}${file}`;
    link.onload = loaded;
    link.onerror = () => {
      link.remove();
      failed(new Error(`${file} did not load.`));
    };
    document.head.append(link);
  });
}
