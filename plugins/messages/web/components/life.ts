// Shows the sender, and how many opens and how much time a message has left, wherever the page has places for them.
import type { GatesInfo } from '@secure-exchanges/client';
import { type Format, initials, part, setText, show, type Words } from '@secure-exchanges/web/page';

const kMostDots = 9;

/** Shows who sent the message, and whether the server verified them. */
export function showSender(info: GatesInfo): void {
  for (const root of document.querySelectorAll<HTMLElement>('[data-from]')) {
    const name = info.from.name || info.from.address;
    setText(part(root, 'initials', HTMLElement), initials(name));
    setText(part(root, 'name', HTMLElement), name);
    setText(part(root, 'address', HTMLElement), info.from.address);
    show(part(root, 'verified', HTMLElement), info.from.verified);
    show(part(root, 'unverified', HTMLElement), !info.from.verified);
  }
}

/** Shows the opens left and the date of expiry. */
export function showLife(opensLeft: number, info: GatesInfo, words: Words, format: Format): void {
  const expires = new Date(info.expires);
  for (const root of document.querySelectorAll<HTMLElement>('[data-life]')) {
    const dots = Array.from({ length: Math.min(info.opens, kMostDots) }, (_, i) => {
      const dot = document.createElement('i');
      if (i < Math.min(info.opens, kMostDots) - opensLeft) dot.className = 'is-used';
      return dot;
    });
    part(root, 'dots', HTMLElement).replaceChildren(...dots);
    setText(part(root, 'left', HTMLElement), opensText(opensLeft, words));
    setText(part(root, 'of', HTMLElement), words.get('opens.of', { total: info.opens }));
    const time = part(root, 'expires', HTMLTimeElement);
    time.dateTime = expires.toISOString();
    setText(time, format.long(expires));
  }
}

/** Words a number of opens left. */
export function opensText(left: number, words: Words): string {
  return left === 0 ? words.get('opens.none') : words.count('opens', left);
}
