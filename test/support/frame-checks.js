// What tests measure inside a page of the app; each function runs in the browser.

/** Tag, name and words of a control. */
export function nameOf(element) {
  return `${element.tagName} ${element.getAttribute('name') ?? ''} ${element.textContent}`;
}

/** All that can be pressed, in the order of the document. */
export function controlsInOrder(body) {
  return [...body.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((element) => element.checkVisibility() && !element.matches(':disabled'))
    .map((element) => `${element.tagName} ${element.getAttribute('name') ?? ''} ${element.textContent}`);
}

export function hasRing(element) {
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle !== 'none' && outlineWidth !== '0px';
}

/** What stands out of the frame, or has more in it than it shows. */
export function cutOff(body) {
  const width = document.documentElement.clientWidth;
  return [...body.querySelectorAll('main *')]
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
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

export function movements() {
  return document.getAnimations().length;
}

export function borderStyles(elements) {
  return elements.map((element) => getComputedStyle(element).borderTopStyle);
}
