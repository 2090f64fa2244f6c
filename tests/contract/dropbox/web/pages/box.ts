// Seals what a stranger drops, and uploads it.
import { WireError } from '@secure-exchanges/client';
import { FileSealing } from '@secure-exchanges/web/files';
import { byId, element, setText, show, Words } from '@secure-exchanges/web/page';
import { Stopped, unaddressed } from '@secure-exchanges/web/seal';

const form = byId('box', HTMLFormElement);
const send = byId('send', HTMLButtonElement);
const words = new Words(byId('words', HTMLTemplateElement));
const { path = '', seal = '', fileMax, filesMax } = form.dataset;
const files = new FileSealing(form, seal, { bytes: Number(fileMax), files: Number(filesMax) });

async function drop(): Promise<void> {
  const name = byId('name', HTMLInputElement).value;
  show(element('failed'), false);
  send.disabled = true;
  try {
    await files.send(unaddressed({ from: name, subject: element('title').textContent, extra: { name } }), { path });
    show(form, false);
    show(element('done'), true);
    element('done').focus();
  } catch (error) {
    const code = error instanceof WireError ? error.code : 'failed';
    setText(element('failed'), words.find(code) ?? words.get('failed'));
    show(element('failed'), !(error instanceof Stopped));
  } finally {
    send.disabled = false;
  }
}

form.addEventListener('submit', event => {
  event.preventDefault();
  if (files.list.all().length === 0) files.list.complain(words.get('empty'));
  else if (!files.isBusy()) void drop();
});
