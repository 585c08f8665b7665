// The one dialog that an app may open with AP.dialog.create: a second iframe of the app over the page.

import { element } from './dom.js';

const widths = { small: '400px', medium: '600px', large: '800px', 'x-large': '968px', fullscreen: '100vw' };

/** What the bridge calls about dialogs; `fetchUrl` gives the signed URL of a module. */
export function dialogProvider(sandbox, fetchUrl) {
  let active = null;

  const button = (identifier) => active?.buttons.get(identifier);
  const addButton = ({ identifier, text, onClick, disabled, hidden }) => {
    const made = element('button', { type: 'button', class: 'button', text, onclick: onClick });
    made.disabled = disabled ?? false;
    made.hidden = hidden ?? false;
    active.buttons.set(identifier, made);
    active.footer.append(made);
  };

  return {
    create(options, extension) {
      const footer = element('footer', { class: 'dialog-footer' });
      const heading = options.header?.value ?? options.header ?? '';
      const body = element('div', { class: 'dialog-body' });
      const dialog = element(
        'dialog',
        { class: 'dialog', 'aria-label': heading || 'Dialog' },
        options.chrome ? element('h2', { class: 'dialog-heading', text: heading }) : null,
        body,
        options.chrome ? footer : null,
      );
      dialog.style.width = widths[options.size] ?? options.width ?? widths.medium;
      body.style.height = options.height ?? '300px';
      active = { dialog, footer, appKey: extension.addon_key, buttons: new Map() };
      for (const action of options.actions ?? []) addButton(action);
      dialog.addEventListener('cancel', (event) => {
        event.preventDefault();
        window.connectHost.dialog.close(extension.addon_key);
      });
      document.body.append(dialog);
      dialog.showModal();
      void fetchUrl(extension.key).then((url) => {
        const frameOptions = { ...extension.options, dialogId: options.id, isDialog: true, sandbox };
        const { iframeAttributes } = window.connectHost.createExtension({
          ...extension,
          url,
          options: frameOptions,
        });
        body.append(
          element('iframe', {
            ...iframeAttributes,
            width: '100%',
            height: '100%',
            title: heading || 'Dialog',
          }),
        );
      });
    },
    close() {
      active?.dialog.remove();
      active = null;
    },
    isActiveDialog: (appKey) => active?.appKey === appKey,
    createButton: addButton,
    setButtonDisabled(identifier, disabled) {
      const found = button(identifier);
      if (found) found.disabled = disabled;
    },
    isButtonDisabled: (identifier) => button(identifier)?.disabled ?? false,
    toggleButton(identifier) {
      const found = button(identifier);
      if (found) found.disabled = !found.disabled;
    },
    setButtonHidden(identifier, hidden) {
      const found = button(identifier);
      if (found) found.hidden = hidden;
    },
    isButtonHidden: (identifier) => button(identifier)?.hidden ?? false,
  };
}
