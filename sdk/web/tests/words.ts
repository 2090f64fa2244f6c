// Makes the words of a component without a page.
import { Words } from '../src/page/words.js';

/** Returns words as a template that {{>words.PREFIX}} filled would give them. */
export function wordsOf(texts: Readonly<Record<string, string>>, language = 'fr-CA'): Words {
  const items = Object.entries(texts).map(([key, textContent]) => ({ textContent, getAttribute: () => key }));
  return new Words({ content: { querySelectorAll: () => items } } as unknown as HTMLTemplateElement, language);
}
