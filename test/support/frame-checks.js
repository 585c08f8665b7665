// What tests measure inside a page of the app; each function runs in the browser.

/** What has the focus: where among all elements, its name, and whether there is a ring around it. */
export function focused() {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return {
    place: [...document.querySelectorAll('*')].indexOf(element),
    name: `${element.tagName} ${element.getAttribute('name') ?? ''} ${element.textContent}`,
    ring: outlineStyle !== 'none' && outlineWidth !== '0px',
  };
}

/** All that can be pressed, in the order of the document; of radio buttons of one name the one that Tab leads to. */
export function controlsInOrder(body) {
  const controls = [
    ...body.querySelectorAll('a[href], button, input, select, textarea, summary, ol[tabindex]'),
  ];
  const isLedTo = (element) => {
    if (element.type !== 'radio') return true;
    const group = controls.filter(({ type, name }) => type === 'radio' && name === element.name);
    return element === (group.find(({ checked }) => checked) ?? group[0]);
  };
  return controls
    .filter((element) => element.checkVisibility() && !element.matches(':disabled') && isLedTo(element))
    .map((element) => `${element.tagName} ${element.getAttribute('name') ?? ''} ${element.textContent}`);
}

/** What stands out of the frame, or has more in it than it shows; not the rows of a table that scrolls by the keyboard too. */
export function cutOff(body) {
  const width = document.documentElement.clientWidth;
  return [...body.querySelectorAll('main *')]
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
    .filter((element) => !element.closest('section[tabindex="0"] > table'))
    .filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      const hides = getComputedStyle(element).overflowX === 'visible' && element.clientWidth > 0;
      return left < -1 || right > width + 1 || (hides && element.scrollWidth > element.clientWidth + 1);
    })
    .map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 60)}`);
}

/** What can be pressed and is below 24 px, save links in sentences; a label is pressed as well as its field. */
export function tooSmall(body) {
  return [...body.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((element) => element.checkVisibility() && !element.closest('p'))
    .filter((element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      return width < 24 || height < 24;
    })
    .map((element) => `${element.tagName} ${element.getAttribute('name') ?? ''} ${element.textContent}`);
}

/** Everything that is read or heard: words, labels, hints; not what was typed, and not what other people wrote. */
export function wordsOf(body) {
  const read = (element) =>
    ['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? '');
  const own = (element) => !element.closest('[dir="auto"], select[name="timeZone"]');
  const elements = [...body.querySelectorAll('#page *')].filter(own);
  const texts = elements.map((element) =>
    [...element.childNodes]
      .filter(({ nodeType }) => nodeType === 3)
      .map(({ data }) => data)
      .join(''),
  );
  return [document.title, ...elements.flatMap(read), ...texts].filter((words) => words.trim() !== '');
}

/** As WCAG 1.4.12 has it: text that is set wider must still fit. */
export function spaceOut(body) {
  const style = document.createElement('style');
  style.textContent =
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }';
  style.id = 'spaced';
  body.append(style);
}

export function spaceBack() {
  document.getElementById('spaced').remove();
}

export function movements() {
  return document.getAnimations().length;
}

export function borderStyles(elements) {
  return elements.map((element) => getComputedStyle(element).borderTopStyle);
}
