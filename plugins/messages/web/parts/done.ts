// After sending: what left, what to hand over, what happens next.
import type { Sent } from '@secure-exchanges/client';
import { byId, clone, copyText, element, part, setText, show } from './dom.js';
import type { Format } from './format.js';
import type { Choices } from './limits.js';
import type { Words } from './words.js';

export function showDone(sent: Sent, choices: Choices, words: Words, format: Format): void {
  const { delivery, opens } = choices;
  const title = words.get(`done.title.${delivery}`);
  show(element('editing'), false);
  show(element('done'), true);
  setText(element('done-title'), title);
  setText(element('done-text'), words.count(`done.text.${delivery}`, sent.recipients.length));
  show(element('done-password'), choices.password !== null);
  show(element('done-warning'), delivery !== 'mail');
  byId('done-detail', HTMLAnchorElement).href = `/messages/${sent.id}`;
  const uncopied = new Set(sent.recipients.flatMap(({ link }) => (link === null ? [] : [link])));
  element('done-recipients').replaceChildren(...sent.recipients.map((recipient, i) => row(recipient, i, words, uncopied)));
  window.addEventListener('beforeunload', event => {
    if (uncopied.size > 0) event.preventDefault();  // a link that nobody has is lost for good
  });
  const steps = [
    words.get(`done.step.${delivery}`),
    ...(choices.asksCode ? [words.get('done.step.code')] : []),
    words.get('done.step.receipt'),
    words.count('done.step.end', opens, { date: format.long(new Date(sent.expires)) }),
  ];
  element('done-steps').replaceChildren(...steps.map(text => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  }));
  document.title = document.title.replace(/^.*?(?= – |$)/, title);
  element('done-title').focus();
  window.scrollTo(0, 0);
}

function row(recipient: Sent['recipients'][number], index: number, words: Words, uncopied: Set<string>): HTMLElement {
  const root = clone('done-row');
  setText(part(root, 'address', HTMLElement), recipient.address);
  for (const [name, value] of [['link', recipient.link], ['code', recipient.code]] as const) {
    show(part(root, `${name}-field`, HTMLElement), value !== null);
    const field = part(root, name, HTMLInputElement);
    field.value = value ?? '';
    field.id = `done-${name}-${index}`;
    part(root, `${name}-label`, HTMLLabelElement).htmlFor = field.id;
    const button = part(root, `copy-${name}`, HTMLButtonElement);
    button.setAttribute('aria-label', `${words.get(`done.${name}`)} : ${button.textContent?.trim() ?? ''}, ${recipient.address}`);
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
