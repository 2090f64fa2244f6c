// Reads the catalogue's words that a script shows, from a <template> of the page; [name] marks where a value goes.
import { part } from './dom.js';

/** Holds the values to insert into a word, by name. */
export type Arguments = Readonly<Record<string, string | number>>;

/** Returns the words of one template element, which {{>words.PREFIX}} filled. */
export class Words {
  private readonly words = new Map<string, string>();
  private readonly plural: Intl.PluralRules;

  constructor(
    template: HTMLTemplateElement,
    readonly language = pageLanguage(),
  ) {
    this.plural = new Intl.PluralRules(language);
    for (const each of template.content.querySelectorAll('[data-word]'))
      this.words.set(each.getAttribute('data-word') ?? '', each.textContent ?? '');
  }

  /** Returns the words of a component: of the `<template data-part="words">` below its root. */
  static in(root: ParentNode): Words {
    return new Words(part(root, 'words', HTMLTemplateElement));
  }

  /**
   * Replaces words by others, as a kind of sealed thing words them. Takes those whose keys begin with `prefix`, which a
   * component's own keys lack, and of those only what it has.
   */
  replace(words: Readonly<Record<string, string>>, prefix = ''): void {
    for (const [key, word] of Object.entries(words)) {
      const own = key.slice(prefix.length);
      if (key.startsWith(prefix) && this.words.has(own)) this.words.set(own, word);
    }
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

  /** Returns KEY.one, KEY.few and so on, as the language counts; KEY.other for a form that its words lack. */
  count(key: string, count: number, values: Arguments = {}): string {
    const form = `${key}.${this.plural.select(count)}`;
    return this.get(this.words.has(form) ? form : `${key}.other`, { count, ...values });
  }
}

/** Returns the page's language: "fr-CA", "en-CA", or one that the operator added, "es-MX". */
export function pageLanguage(): string {
  return document.documentElement.lang || 'fr-CA';
}

/** Returns a language's short tag, as messages name it: "es" of "es-MX". */
export function shortTag(language: string): string {
  return language.split('-')[0] ?? language;
}
