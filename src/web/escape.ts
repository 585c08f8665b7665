// The key that closes what a press has opened.

/** Closes it, and keeps the key from the host, which would close a dialog of its own. */
export function closeOnEscape(event: { key: string; stopPropagation(): void }, close: () => void): void {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close();
}
