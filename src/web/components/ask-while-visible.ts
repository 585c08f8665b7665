// Asking again and again, but only while somebody can see the answer.

/**
 * Calls `ask` after `firstMs`, and then each time when as many milliseconds have passed as it answered. Never while the
 * page is hidden; at once when it is seen again. Returns what ends it.
 */
export function askWhileVisible(ask: () => Promise<number>, firstMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let over = false;

  async function now() {
    clearTimeout(timer);
    if (asking || over || document.hidden) return;
    asking = true;
    const nextMs = await ask();
    asking = false;
    if (!over) timer = setTimeout(now, nextMs);
  }

  timer = setTimeout(now, firstMs);
  document.addEventListener('visibilitychange', now);
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', now);
  };
}
