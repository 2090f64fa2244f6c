// Words the reading page as the kind of what it opens wants it (sx/sealed/Kind.h).
import type { GatesInfo } from '@secure-exchanges/client';
import { setText, show, type Words } from '@secure-exchanges/web/page';

/**
 * Shows the kind's words in what is marked with `data-kind-word`, gives them to the page's script, and hides what
 * plugins made for other kinds (`data-only-kind`). plain: the page's title while it shows no other; returns it anew.
 */
export function speakOf(
  root: HTMLElement,
  own: Words,
  plain: string,
  { kind, words }: Pick<GatesInfo, 'kind' | 'words'>,
): string {
  own.replace(words);
  for (const each of root.querySelectorAll<HTMLElement>('[data-kind-word]')) {
    const word = words[each.dataset['kindWord'] ?? ''];
    if (word !== undefined) setText(each, word);
  }
  for (const each of root.querySelectorAll<HTMLElement>('[data-only-kind]'))
    show(each, each.dataset['onlyKind'] === kind);
  const subtitle = document.querySelector<HTMLElement>('.sx-brandmark small');
  const { title } = words;
  if (title === undefined || !subtitle) return plain;
  const renamed = plain.replace(subtitle.textContent ?? '', title);
  setText(subtitle, title);
  return renamed;
}
