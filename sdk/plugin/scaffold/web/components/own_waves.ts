// Counts the waves of this browser. A component gets its root element and finds its parts below it, never by id.
import { keepChoice, keptChoice } from '@secure-exchanges/web/device';
import { place, setText, Words } from '@secure-exchanges/web/page';

/** Shows how often this browser has waved, and counts when its form is sent. */
export class OwnWaves {
  constructor(root: HTMLElement) {
    const waves = wavesOf(keptChoice('@ID@'));
    setText(place(root, 'own'), Words.in(root).count('own', waves));
    root.querySelector('form')?.addEventListener('submit', () => keepChoice('@ID@', String(waves + 1)));
  }
}

/** Reads a kept number; 0 for anything that is none. */
export function wavesOf(kept: string | null): number {
  return /^\d{1,9}$/.test(kept ?? '') ? Number(kept) : 0;
}
