// The sent list and one message: subjects come from the sealed notes that this device can open.
import { fromBase64Url, idBytes, type Note, openNote } from '@secure-exchanges/client';
import { deviceKey } from '../parts/device.js';
import { byId, element, part, setText, show } from '../parts/dom.js';
import { pageLanguage, Words } from '../parts/words.js';

async function noteOf(root: HTMLElement, key: CryptoKey): Promise<Note | null> {
  const [id, note] = [root.dataset['id'] ?? '', root.dataset['note'] ?? ''];
  if (note === '') return null;
  try {
    return await openNote(key, idBytes(id), fromBase64Url(note));
  } catch {
    return null;  // sealed on another device: date and recipients stay
  }
}

async function openList(): Promise<void> {
  const rows = [...element('rows').querySelectorAll<HTMLElement>('tr')];
  const key = await deviceKey('note').catch(() => null);
  if (key) await Promise.all(rows.map(async row => {
    const note = await noteOf(row, key);
    if (!note) return;
    if (note.subject !== '') setText(part(row, 'subject', HTMLElement), note.subject);
    row.dataset['found'] = [...note.recipients, ...note.files].join(' ');
  }));
  element('rows').dataset['opened'] = 'true';
  search(rows);
}

/** What is on this page alone: the server knows no subject to look for. */
function search(rows: readonly HTMLElement[]): void {
  const words = new Words(pageLanguage());
  const input = byId('search', HTMLInputElement);
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const texts = rows.map(row => plain(`${row.innerText} ${row.dataset['found'] ?? ''}`));
  const look = (): void => {
    const wanted = plain(input.value.trim()).split(/\s+/).filter(word => word !== '');
    const found = rows.filter((row, i) => {
      const fits = wanted.every(word => texts[i]?.includes(word));
      row.hidden = !fits;
      return fits;
    });
    show(element('search-none'), found.length === 0);
    setText(element('search-state'), wanted.length === 0 ? '' : words.count('search.count', found.length));
  };
  input.addEventListener('input', look);
  element('search-clear').addEventListener('click', () => {
    input.value = '';
    look();
    input.focus();
  });
  show(element('search-bar'), true);
}

async function openDetail(): Promise<void> {
  const root = element('message');
  const key = await deviceKey('note').catch(() => null);
  const note = key ? await noteOf(root, key) : null;
  root.dataset['opened'] = 'true';
  if (!note) return;
  if (note.subject !== '') {
    setText(part(root, 'subject', HTMLElement), note.subject);  // not the title: a browser keeps those in its history
    const dialog = document.querySelector<HTMLElement>('[data-part="dialog-subject"]');
    if (dialog) setText(dialog, note.subject);
  }
  show(element('note-files'), note.files.length > 0);
  element('note-list').replaceChildren(...note.files.map(name => {
    const item = document.createElement('li');
    item.textContent = name;
    return item;
  }));
}

if (document.getElementById('rows')) void openList();
if (document.getElementById('message')) void openDetail();
