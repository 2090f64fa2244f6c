// Reads the catalogue's words that a script shows, from <template id="words"> (or another id); [name] marks where a
// value goes.
import { byId } from './dom.js';

/** Holds the values to insert into a word, by name. */
export type Arguments = Readonly<Record<string, string | number>>;

/** Returns words of one template element. */
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

  /** Returns a word; undefined if the page does not have it. */
  find(key: string): string | undefined {
    return this.words.get(key);
  }

  /** Returns a word with its values inserted. Throws if the page does not have it. */
  get(key: string, values: Arguments = {}): string {
    const word = this.words.get(key);
    if (word === undefined) throw new Error(`word ${key} is missing`);
    return word.replace(/\[([a-z]+)\]/g, (place, name: string) => String(values[name] ?? place));
  }

  /** Returns KEY.one or KEY.other, as the language counts; French "many" (1 000 000) uses "other". */
  count(key: string, count: number, values: Arguments = {}): string {
    return this.get(`${key}.${this.plural.select(count) === 'one' ? 'one' : 'other'}`, { count, ...values });
  }
}

/** Returns the page's language: "fr-CA" or "en-CA". */
export function pageLanguage(): string {
  return document.documentElement.lang || 'fr-CA';
}
