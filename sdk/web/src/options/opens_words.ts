// Counts and words the opens of all recipients.
import type { Words } from '../page/words.js';

/** Returns the fewest and the most opens of any recipient; null if one is not known yet. */
export function opensOf(rules: readonly { readonly opens: number | null }[]): readonly [number, number] | null {
  const all = rules.flatMap(({ opens }) => (opens === null ? [] : [opens]));
  return all.length === rules.length && all.length > 0 ? [Math.min(...all), Math.max(...all)] : null;
}

/** Words a number of opens: by KEY.one or KEY.other, or by KEY.range if recipients differ. */
export function countOpens(words: Words, key: string, [fewest, most]: readonly [number, number], date: string): string {
  return fewest === most ? words.count(key, most, { date }) : words.get(`${key}.range`, { fewest, most, date });
}
