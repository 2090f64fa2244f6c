// Checks text against the company's thesaurus (row A16) in the sender's browser; the text is sent nowhere for it.
import { fields, listField, textField } from './wire.js';

/** Describes one list of the thesaurus: what it finds, and which gates it then proposes or forces. */
export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly kind: 'words' | 'card' | 'sin';
  readonly words: readonly string[];
  readonly action: 'propose' | 'force';
  /** Names gates: password, code, or those of plugins. */
  readonly gates: readonly string[];
}

/** Reports what a rule found. */
export interface Finding {
  readonly rule: Rule;
  /** Is the word as the list writes it; for a number, only its last digits. */
  readonly found: string;
}

/**
 * Reads the rules from the answer to GET /api/v1/policy/thesaurus. Skips a rule whose kind or action this client does
 * not know.
 */
export function rulesOf(answer: unknown): Rule[] {
  return listField(answer, 'lists').flatMap(list => {
    const [kind, action] = [textField(list, 'kind'), textField(list, 'action')];
    if ((kind !== 'words' && kind !== 'card' && kind !== 'sin') || (action !== 'propose' && action !== 'force'))
      return [];
    const texts = (name: string): string[] => listField(list, name).filter(each => typeof each === 'string');
    return [
      {
        id: textField(list, 'id'),
        name: String(fields(list)['name'] ?? ''),
        kind,
        action,
        words: texts('words'),
        gates: texts('gates'),
      },
    ];
  });
}

/**
 * Returns the first thing that each rule finds. Matches whole words, whatever their accents, capitals and punctuation.
 */
export function findings(rules: readonly Rule[], texts: readonly string[]): Finding[] {
  const folded = ` ${texts.map(folding).join(' \n ')} `;
  return rules.flatMap(rule => {
    const found =
      rule.kind === 'words' ? rule.words.find(word => isIn(folding(word), folded)) : numberIn(texts, rule.kind);
    return found === undefined ? [] : [{ rule, found }];
  });
}

/** Reduces text to lower-case letters and digits without accents, one blank between words: "N.A.S." becomes "n a s". */
export function folding(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isIn(word: string, folded: string): boolean {
  return word !== '' && folded.includes(` ${word} `);
}

// Lists how people group the digits of a number, as lengths of the groups.
const kShapes = {
  card: [/^1[3-9]$/, /^4 4 4 4( [1-3])?$/, /^4 6 [45]$/],
  sin: [/^9$/, /^3 3 3$/],
} as const;
// Tells which first digits are possible: cards begin with 2 to 6; no social insurance number begins with 0 or 8.
const kFirstDigit = { card: /^[2-6]/, sin: /^[1-79]/ } as const;

function numberIn(texts: readonly string[], kind: 'card' | 'sin'): string | undefined {
  for (const text of texts)
    for (const [run] of text.matchAll(/\d+(?:[ \u00a0-]\d+)*/g)) {
      const groups = run.split(/\D/);
      for (let from = 0; from < groups.length; from++)
        for (let to = from + 1; to <= Math.min(groups.length, from + 5); to++) {
          const some = groups.slice(from, to);
          const digits = some.join('');
          const shape = some.map(group => group.length).join(' ');
          if (kShapes[kind].some(each => each.test(shape)) && kFirstDigit[kind].test(digits) && isLuhn(digits))
            return `•••• ${digits.slice(kind === 'card' ? -4 : -3)}`;
        }
    }
  return undefined;
}

/** Verifies the check digit of a number by the Luhn formula (ISO/IEC 7812-1, annex B). */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits !== '' && sum % 10 === 0;
}
