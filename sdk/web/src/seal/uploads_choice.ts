// Lets a person choose how many parts are uploaded at once.
import { keepChoice, keptChoice } from '../device/drafts.js';

/**
 * Fills the list of numbers, and chooses the one saved on this device; else 1 on a phone, 2 elsewhere.
 * @param max how many the server allows.
 */
export function offerUploads(list: HTMLSelectElement, max: number): void {
  list.replaceChildren(...Array.from({ length: max }, (_, i) => new Option(String(i + 1))));
  const kept = Number(keptChoice('uploads'));
  const isPhone = matchMedia('(pointer: coarse) and (max-width: 767px)').matches;
  list.value = String(Math.min(max, kept >= 1 ? kept : isPhone ? 1 : 2));
  list.addEventListener('change', () => keepChoice('uploads', list.value));
}
