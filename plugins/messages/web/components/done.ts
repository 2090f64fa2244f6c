// Shows after sending what was sent, what to pass on to recipients, and what happens next.
import type { Recipient, Sent } from '@secure-exchanges/client';
import {
  byId,
  clone,
  copyText,
  element,
  type Format,
  part,
  setText,
  show,
  type Words,
} from '@secure-exchanges/web/page';
import { countOpens, opensOf } from './consequences.js';
import type { Choices } from './limits.js';

/** Replaces the composer with the report of a message that was sent. @param recipients in the order of `sent`. */
export function showDone(
  sent: Sent,
  choices: Choices,
  recipients: readonly Recipient[],
  words: Words,
  format: Format,
): void {
  const { delivery } = choices;
  const title = words.get(`done.title.${delivery}`);
  show(element('editing'), false);
  show(element('done'), true);
  setText(element('done-title'), title);
  setText(element('done-text'), words.count(`done.text.${delivery}`, sent.recipients.length));
  const told = recipients.filter(({ password }) => password !== null).map(({ name, address }) => name || address);
  show(element('done-password'), told.length > 0);
  setText(
    element('done-password-text'),
    words.get(
      `done.passwords.${delivery === 'sms' ? 'sms_' : ''}${told.length === recipients.length ? 'all' : 'some'}`,
      { names: told.join(', ') },
    ),
  );
  show(element('done-warning'), delivery === 'link' || delivery === 'eml');
  byId('done-detail', HTMLAnchorElement).href = `/messages/${sent.id}`;
  const uncopied = new Set(sent.recipients.flatMap(({ link, code }) => link ?? code ?? []));
  element('done-recipients').replaceChildren(
    ...sent.recipients.map((recipient, i) => row(recipient, recipients[i]?.password ?? null, i, words, uncopied)),
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
  element('done-steps').replaceChildren(
    ...steps.map(text => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
  document.title = document.title.replace(/^.*?(?= – |$)/, title);
  element('done-title').focus();
  window.scrollTo(0, 0);
}

function row(
  recipient: Sent['recipients'][number],
  password: string | null,
  index: number,
  words: Words,
  uncopied: Set<string>,
): HTMLElement {
  const root = clone(document, 'done-row');
  setText(part(root, 'address', HTMLElement), recipient.address);
  for (const [name, value] of [
    ['link', recipient.link],
    ['code', recipient.code],
    ['password', password],
  ] as const) {
    show(part(root, `${name}-field`, HTMLElement), value !== null);
    const field = part(root, name, HTMLInputElement);
    field.value = value ?? '';
    field.id = `done-${name}-${index}`;
    part(root, `${name}-label`, HTMLLabelElement).htmlFor = field.id;
    const button = part(root, `copy-${name}`, HTMLButtonElement);
    button.setAttribute(
      'aria-label',
      `${words.get(`done.${name}`)} : ${button.textContent?.trim() ?? ''}, ${recipient.address}`,
    );
    button.addEventListener('click', async () => {
      field.select();
      setText(element('done-state'), '');
      uncopied.delete(field.value);
      if (await copyText(field.value)) setText(element('done-state'), words.get('done.copied'));
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
