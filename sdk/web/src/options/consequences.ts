// Explains beside the choices of an author what they lead to.
import { place, setText, show } from '../page/dom.js';
import type { Rules } from '../people/recipient_rules.js';
import { opensOf } from './opens_words.js';
import type { OptionFields } from './option_fields.js';

/**
 * Shows the consequences, and a warning if a recipient needs nothing but the link.
 * @param root has the part `gates-warning` (partial `sx-options`) and the part `consequence`.
 * @param rules those of each recipient.
 */
export function showConsequences(root: HTMLElement, options: OptionFields, rules: readonly Rules[]): void {
  show(place(root, 'gates-warning'), isBare(rules));
  const opens = opensOf(rules);
  setText(place(root, 'consequence'), options.isValid() && opens !== null ? options.consequence(opens) : '');
}

/** Tells whether some recipient needs nothing but the link. */
export function isBare(rules: readonly Pick<Rules, 'asksCode' | 'password' | 'gates'>[]): boolean {
  return rules.some(({ asksCode, password, gates }) => !asksCode && password === null && gates.length === 0);
}
