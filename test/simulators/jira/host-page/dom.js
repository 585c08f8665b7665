// Small means of the host page: making elements, icons, and asking the site.

/** Makes an element. `on*` properties listen, `text` is its text, all others are attributes; undefined ones are left out. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') made.textContent = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const paths = {
  attach: 'M10.5 4.5 5.8 9.2a1.8 1.8 0 0 0 2.5 2.5l5-5a3 3 0 0 0-4.2-4.2l-5.2 5.1a4.3 4.3 0 0 0 6 6.1l4-4',
  chevron: 'M4 6l4 4 4-4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14',
  moon: 'M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z',
  file: 'M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2',
  bin: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9',
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M3 13.5h10',
  close: 'M4 4l8 8M12 4l-8 8',
  issue: 'M5.5 8.2 7.3 10l3.4-3.8',
};

/** A 16 px line icon, hidden from assistive technology. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

/** A coloured circle with a person's initials. */
export function avatar(name) {
  const words = name.split(' ').filter(Boolean);
  const initials = words.slice(0, 2).map((word) => word[0]);
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 4;
  return element('span', { class: `avatar hue-${hue}`, 'aria-hidden': 'true', text: initials.join('') });
}

/** The site's JSON at this URL. Throws when it is refused. */
export async function getJson(url) {
  const answer = await fetch(url, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${url.split('?')[0]} answered ${answer.status}`);
  return answer.json();
}
