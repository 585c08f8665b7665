// Shows the Close button where there is a script to make it work.
for (const button of document.querySelectorAll('[data-close]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.close());
}
