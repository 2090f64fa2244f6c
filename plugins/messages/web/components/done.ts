// Shows after sending what was sent, what to pass on to recipients, and what happens next.
import type { Recipient, Sent } from '@secure-exchanges/client';
import {
  clone,
  copyText,
  type Format,
  part,
  place,
  relate,
  setItems,
  setText,
  show,
  type Words,
} from '@secure-exchanges/web/page';
import { countOpens, opensOf } from './consequences.js';
import type { Choices } from './limits.js';

/** Shows the report of a message that was sent (partial `composer-done`). @param recipients in the order of `sent`. */
export function showDone(
  root: HTMLElement,
  sent: Sent,
  choices: Choices,
  recipients: readonly Recipient[],
  words: Words,
  format: Format,
): void {
  const { delivery } = choices;
  const title = words.get(`done.title.${delivery}`);
  show(root, true);
  setText(place(root, 'done-title'), title);
  setText(place(root, 'done-text'), words.count(`done.text.${delivery}`, sent.recipients.length));
  const told = recipients.filter(({ password }) => password !== null).map(({ name, address }) => name || address);
  show(place(root, 'done-password'), told.length > 0);
  setText(
    place(root, 'done-password-text'),
    words.get(
      `done.passwords.${delivery === 'sms' ? 'sms_' : ''}${told.length === recipients.length ? 'all' : 'some'}`,
      { names: told.join(', ') },
    ),
  );
  show(place(root, 'done-warning'), delivery === 'link' || delivery === 'eml');
  part(root, 'done-detail', HTMLAnchorElement).href = `/messages/${sent.id}`;
  const uncopied = new Set(sent.recipients.flatMap(({ link, code }) => link ?? code ?? []));
  place(root, 'done-recipients').replaceChildren(
    ...sent.recipients.map((recipient, i) => row(root, recipient, recipients[i]?.password ?? null, i, words, uncopied)),
  );
  window.addEventListener('beforeunload', event => {
    if (uncopied.size > 0) event.preventDefault(); // a link or code that was not copied would be lost for good
  });
  const steps = [
    words.get(`done.step.${delivery}`),
    ...(choices.asksCode ? [words.get('done.step.code')] : []),
    words.get('done.step.open_notice'),
    countOpens(
      words,
      'done.step.end',
      opensOf(recipients.map(({ opens }) => ({ opens: opens ?? choices.opens }))) ?? [choices.opens, choices.opens],
      format.long(new Date(sent.expires)),
    ),
  ];
  setItems(place(root, 'done-steps'), steps);
  document.title = document.title.replace(/^.*?(?= – |$)/, title);
  place(root, 'done-title').focus();
  window.scrollTo(0, 0);
}

function row(
  page: HTMLElement,
  recipient: Sent['recipients'][number],
  password: string | null,
  index: number,
  words: Words,
  uncopied: Set<string>,
): HTMLElement {
  const root = clone(page, 'done-row');
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
    button.setAttribute(
      'aria-label',
      `${words.get(`done.${name}`)} : ${button.textContent?.trim() ?? ''}, ${recipient.address}`,
    );
    button.addEventListener('click', async () => {
      field.select();
      setText(place(page, 'done-state'), '');
      uncopied.delete(field.value);
      if (await copyText(field.value)) setText(place(page, 'done-state'), words.get('done.copied'));
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
