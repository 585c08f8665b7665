// Flags in the lower left corner, as AP.flag.create asks for them.

import { element, icon } from './dom.js';

const autoCloseMs = 8000;

/** What the bridge calls to show a flag; `place` is the element that holds them. */
export function flagProvider(place) {
  return {
    create(options) {
      const actions = options.actions.map((action) =>
        element('button', {
          type: 'button',
          class: 'link-button',
          text: action.actionText,
          onclick: action.executeAction,
        }),
      );
      const flag = element(
        'div',
        { class: `flag flag-${options.type}` },
        element('span', { class: 'flag-mark', 'aria-hidden': 'true' }),
        element(
          'div',
          { class: 'flag-text' },
          element('strong', { text: options.title }),
          element('div', { text: options.body ?? '' }),
          element('div', { class: 'flag-actions' }, ...actions),
        ),
        element(
          'button',
          { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss', onclick: close },
          icon('close'),
        ),
      );
      function close() {
        if (!flag.isConnected) return;
        flag.remove();
        options.onClose(options.id);
      }
      place.append(flag);
      if (options.close === 'auto') setTimeout(close, autoCloseMs);
      return { close };
    },
  };
}
