// Keeps the keyboard's place: a button that goes away, mostly by being pressed, leaves the focus to what is around it.

/**
 * For everything in `root`, for as long as the page is open. Whoever moves the focus in time, before or after, has the
 * last word. A card or row gets the focus itself, so that a key held down presses nothing in it.
 */
export function keepFocus(root: HTMLElement): void {
  // What has the focus, and all around it, from the inside out.
  let path: HTMLElement[] = [];

  function mend() {
    if (!document.hasFocus() || !path[0] || path[0].checkVisibility()) return;
    const left = path.find((element) => element.checkVisibility()) ?? root;
    const next = left.tagName === 'MAIN' ? left.querySelector<HTMLElement>('button:not(:disabled)') : null;
    if (next === null) left.tabIndex = -1;
    (next ?? left).focus({ preventScroll: true });
  }

  root.addEventListener('focusin', (event) => {
    path = event.composedPath().filter((target) => target instanceof HTMLElement);
  });
  new MutationObserver(mend).observe(root, { childList: true, subtree: true });
  // What went away while a window of Zoom's was in front.
  window.addEventListener('focus', mend);
}
