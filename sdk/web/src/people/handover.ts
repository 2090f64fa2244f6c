// Shows what an author still has to hand over to recipients: links, opening codes, passwords, mails to send.
import type { Sent } from '@secure-exchanges/client';
import { clone, componentOf, copyText, type Ids, part, place, relate, setText, show } from '../page/dom.js';
import { Words } from '../page/words.js';

/**
 * Shows, for each recipient of something sent, what only this page knows (partial `sx-handover`). The browser asks before
 * the page is left while a link or code is not copied, which would be lost for good.
 * @param passwords of the recipients in their order; null: none.
 */
export function showHandover(
  page: HTMLElement,
  recipients: Sent['recipients'],
  passwords: readonly (string | null)[],
  ids: Ids = '',
): void {
  const root = componentOf(page, 'handover/1');
  relate(root, ids);
  const words = Words.in(root);
  const uncopied = new Set(recipients.flatMap(({ link, code }) => link ?? code ?? []));
  place(root, 'done-recipients').replaceChildren(
    ...recipients.map((each, i) => rowOf(root, each, passwords[i] ?? null, i, words, uncopied)),
  );
  window.addEventListener('beforeunload', event => {
    if (uncopied.size > 0) event.preventDefault();
  });
}

function rowOf(
  list: HTMLElement,
  recipient: Sent['recipients'][number],
  password: string | null,
  index: number,
  words: Words,
  uncopied: Set<string>,
): HTMLElement {
  const root = clone(list, 'handover-row');
  relate(root, name => `done-${name}-${index}`);
  setText(part(root, 'address', HTMLElement), recipient.address);
  for (const [name, value] of [
    ['link', recipient.link],
    ['code', recipient.code],
    ['password', password],
  ] as const) {
    show(part(root, `${name}-field`, HTMLElement), value !== null);
    const field = part(root, name, HTMLInputElement);
    field.value = value ?? '';
    const button = part(root, `copy-${name}`, HTMLButtonElement);
    button.setAttribute('aria-label', `${words.get(name)} : ${button.textContent?.trim() ?? ''}, ${recipient.address}`);
    button.addEventListener('click', async () => {
      field.select();
      setText(place(list, 'done-state'), '');
      uncopied.delete(field.value);
      if (await copyText(field.value)) setText(place(list, 'done-state'), words.get('copied'));
    });
  }
  const save = part(root, 'eml', HTMLAnchorElement);
  show(save, recipient.eml !== null);
  if (recipient.eml !== null) {
    save.href = URL.createObjectURL(new Blob([recipient.eml], { type: 'message/rfc822' }));
    save.download = `${recipient.address}.eml`;
    save.setAttribute('aria-label', `${save.textContent?.trim() ?? ''}, ${recipient.address}`);
    save.addEventListener('click', () => uncopied.delete(recipient.link ?? ''));
  }
  return root;
}
