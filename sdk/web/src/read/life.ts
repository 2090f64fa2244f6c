// Shows who sent something, and how many opens and how much time it has left, wherever the page has places for them.
import type { GatesInfo } from '@secure-exchanges/client';
import { initials, part, place, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import { Words } from '../page/words.js';

const kMostDots = 9;

/** Shows who sent it, and whether the server verified them, in each partial `sx-from` below `root`. */
export function showSender(root: ParentNode, { from }: GatesInfo): void {
  for (const each of root.querySelectorAll<HTMLElement>('[data-sx="from/1"]')) {
    const name = from.name || from.address;
    setText(place(each, 'initials'), initials(name));
    setText(place(each, 'name'), name);
    setText(place(each, 'address'), from.address);
    show(place(each, 'verified'), from.verified);
    show(place(each, 'unverified'), !from.verified);
  }
}

/**
 * Shows the opens left and the date of expiry in each partial `sx-life` below `root`, and the opens alone in each other
 * part `opens-left`.
 */
export function showLife(root: ParentNode, opensLeft: number, { opens, expires }: GatesInfo): void {
  const end = new Date(expires);
  for (const each of root.querySelectorAll<HTMLElement>('[data-sx="life/1"]')) {
    const words = Words.in(each);
    const dots = Array.from({ length: Math.min(opens, kMostDots) }, (_, i) => {
      const dot = document.createElement('i');
      if (i < Math.min(opens, kMostDots) - opensLeft) dot.className = 'is-used';
      return dot;
    });
    place(each, 'dots').replaceChildren(...dots);
    const left = opensLeft === 0 ? words.get('opens.none') : words.count('opens', opensLeft);
    setText(place(each, 'left'), left);
    setText(place(each, 'of'), words.get('opens.of', { total: opens }));
    const time = part(each, 'expires', HTMLTimeElement);
    time.dateTime = end.toISOString();
    setText(time, new Format(words.language).long(end));
    for (const other of root.querySelectorAll<HTMLElement>('[data-part="opens-left"]')) setText(other, left);
  }
}
