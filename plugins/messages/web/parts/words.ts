// The catalogue's words that a script shows: <template id="words"> (or another id) holds them, with [name] where something goes in.
import { byId } from './dom.js';

export type Arguments = Readonly<Record<string, string | number>>;

export class Words {
  private readonly words = new Map<string, string>();
  private readonly plural: Intl.PluralRules;

  constructor(
    readonly language: string,
    templateId = 'words',
  ) {
    this.plural = new Intl.PluralRules(language);
    for (const each of byId(templateId, HTMLTemplateElement).content.querySelectorAll('[data-word]'))
      this.words.set(each.getAttribute('data-word') ?? '', each.textContent ?? '');
  }

  /** undefined: the page has no such word. */
  find(key: string): string | undefined {
    return this.words.get(key);
  }

  get(key: string, values: Arguments = {}): string {
    const word = this.words.get(key);
    if (word === undefined) throw new Error(`word ${key} is missing`);
    return word.replace(/\[([a-z]+)\]/g, (place, name: string) => String(values[name] ?? place));
  }

  /** KEY.one or KEY.other, as the language counts; French "many" (1 000 000) reads as "other". */
  count(key: string, count: number, values: Arguments = {}): string {
    return this.get(`${key}.${this.plural.select(count) === 'one' ? 'one' : 'other'}`, { count, ...values });
  }
}

/** "fr-CA" or "en-CA", of the page. */
export function pageLanguage(): string {
  return document.documentElement.lang || 'fr-CA';
}
