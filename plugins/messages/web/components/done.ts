// Shows after sending what was sent, what to pass on to recipients, and what happens next.
import type { Recipient, Sent } from '@secure-exchanges/client';
import { type Choices, countOpens, opensOf } from '@secure-exchanges/web/options';
import { type Format, part, place, setItems, setText, show, type Words } from '@secure-exchanges/web/page';
import { showHandover } from '@secure-exchanges/web/people';

/**
 * Shows the report of a message that was sent (partial `composer-done`). @param recipients in the order of `sent`.
 * @param askedForCode tells of each of them whether they are asked for the opening code.
 */
export function showDone(
  root: HTMLElement,
  sent: Sent,
  choices: Choices,
  recipients: readonly Recipient[],
  askedForCode: readonly boolean[],
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
  const who = told.length === recipients.length ? 'all' : 'some';
  setText(
    place(root, 'done-password-text'),
    words.get(`done.passwords.${choices.needsMobile ? 'mobile_' : ''}${who}`, { names: told.join(', ') }),
  );
  // Where the link leaves by mail, the code is all that is left to pass on; other deliveries say so themselves.
  show(place(root, 'done-codes'), delivery === 'mail' && sent.recipients.some(({ code }) => code !== null));
  show(place(root, 'done-warning'), delivery === 'link' || delivery === 'eml');
  part(root, 'done-detail', HTMLAnchorElement).href = `/messages/${sent.id}`;
  showHandover(
    root,
    sent.recipients,
    recipients.map(({ password }) => password),
  );
  const steps = [
    words.get(`done.step.${delivery}`),
    ...(askedForCode.includes(true)
      ? [words.get(askedForCode.includes(false) ? 'done.step.code_some' : 'done.step.code')]
      : []),
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
