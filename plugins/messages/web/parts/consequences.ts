// What the choices lead to, in words beside them.
import { element, setText, show } from './dom.js';
import type { Format } from './format.js';
import type { Limits } from './limits.js';
import type { Rules } from './recipient_rules.js';
import type { Words } from './words.js';

/** rules: of each recipient. */
export function showConsequences(limits: Limits, rules: readonly Rules[], words: Words, format: Format): void {
  const { delivery } = limits.choices();
  show(element('gates-warning'), isBare(limits, rules));
  const opens = opensOf(rules);
  setText(
    element('consequence'),
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

/** Somebody needs nothing but the link. */
export function isBare(limits: Limits, rules: readonly Rules[]): boolean {
  return (
    !limits.choices().asksCode && !limits.hasOtherGates() && rules.some(each => each.password === null && !each.asksSms)
  );
}

/** The fewest and the most; null: one is not known yet. */
export function opensOf(rules: readonly { readonly opens: number | null }[]): readonly [number, number] | null {
  const all = rules.flatMap(({ opens }) => (opens === null ? [] : [opens]));
  return all.length === rules.length && all.length > 0 ? [Math.min(...all), Math.max(...all)] : null;
}

/** KEY.one, KEY.other, or KEY.range where they differ. */
export function countOpens(words: Words, key: string, [fewest, most]: readonly [number, number], date: string): string {
  return fewest === most ? words.count(key, most, { date }) : words.get(`${key}.range`, { fewest, most, date });
}
