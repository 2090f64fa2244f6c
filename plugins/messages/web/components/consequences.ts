// Explains beside the sender's choices what they lead to.
import { type Format, place, setText, show, type Words } from '@secure-exchanges/web/page';
import type { Rules } from '@secure-exchanges/web/people';
import type { Limits } from './limits.js';

/**
 * Shows the consequences, and a warning if a recipient needs nothing but the link.
 * @param root has the parts `gates-warning` and `consequence`.
 * @param rules those of each recipient.
 */
export function showConsequences(
  root: HTMLElement,
  limits: Limits,
  rules: readonly Rules[],
  words: Words,
  format: Format,
): void {
  const { delivery } = limits.choices();
  show(place(root, 'gates-warning'), isBare(limits, rules));
  const opens = opensOf(rules);
  setText(
    place(root, 'consequence'),
    limits.isValid() && opens !== null
      ? countOpens(
          words,
          `next.${delivery === 'mail' || delivery === 'sms' ? delivery : 'link'}`,
          opens,
          format.day(limits.expires()),
        )
      : '',
  );
}

/** Tells whether some recipient needs nothing but the link. */
export function isBare(limits: Limits, rules: readonly Rules[]): boolean {
  return !limits.choices().asksCode && rules.some(({ password, gates }) => password === null && gates.length === 0);
}

/** Returns the fewest and the most opens of any recipient; null if one is not known yet. */
export function opensOf(rules: readonly { readonly opens: number | null }[]): readonly [number, number] | null {
  const all = rules.flatMap(({ opens }) => (opens === null ? [] : [opens]));
  return all.length === rules.length && all.length > 0 ? [Math.min(...all), Math.max(...all)] : null;
}

/** Words a number of opens: by KEY.one or KEY.other, or by KEY.range if recipients differ. */
export function countOpens(words: Words, key: string, [fewest, most]: readonly [number, number], date: string): string {
  return fewest === most ? words.count(key, most, { date }) : words.get(`${key}.range`, { fewest, most, date });
}
