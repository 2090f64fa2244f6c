// Runs the sent list and the page of one message: takes subjects from the sealed notes that this device can open, and
// keeps states up to date.
import { KnownElsewhere, KnownNotes, noteKey, noteOf, plain, sweepLinks, wordsOf } from '@secure-exchanges/web/device';
import { byId, element, live, part, setText, show, Words } from '@secure-exchanges/web/page';
import { offerActs } from '@secure-exchanges/web/people';

class List {
  private readonly words = new Words(byId('words', HTMLTemplateElement));
  private readonly input = byId('search', HTMLInputElement);
  private readonly elsewhere = new KnownElsewhere(
    element('elsewhere'),
    this.words,
    new KnownNotes('/api/v1/messages', 'messages'),
    '/messages/',
  );

  async start(): Promise<void> {
    this.input.addEventListener('input', () => this.look());
    if (!document.getElementById('rows')) return this.lookElsewhere();
    element('search-clear').addEventListener('click', () => {
      this.input.value = '';
      this.look();
      this.input.focus();
    });
    await this.open();
    live(newer => void this.take(newer));
    await sweepLinks().catch(() => undefined);
  }

  /** Takes over the rows of a newer page if messages were added or moved; otherwise only searches again. */
  private async take(newer: Document): Promise<void> {
    const ids = (root: ParentNode): string =>
      [...root.querySelectorAll<HTMLElement>('#rows tr')].map(row => row.dataset['id']).join();
    const rows = newer.getElementById('rows');
    if (!rows || ids(newer) === ids(document)) return this.look();
    element('rows').replaceChildren(...[...rows.children].map(row => document.adoptNode(row)));
    await this.open();
  }

  private async open(): Promise<void> {
    const key = await noteKey();
    await Promise.all(
      this.rows().map(async row => {
        const note = await noteOf(row.dataset['id'] ?? '', row.dataset['note'] ?? '', key);
        if (!note) return;
        if (note.subject !== '') setText(part(row, 'subject', HTMLElement), note.subject);
        row.dataset['found'] = [...note.recipients, ...note.files].join(' ');
      }),
    );
    element('rows').dataset['opened'] = 'true';
    this.look();
  }

  /** Searches this page, and what this device knows of all others: the server knows no subjects. */
  private look(): void {
    this.lookElsewhere();
    const asked = new URLSearchParams(location.search).get('q') ?? '';
    if (!document.getElementById('rows')) return;
    // The server has already searched for the page's query; only a changed text narrows the rows further.
    const typed = this.input.value.trim() === asked.trim() ? '' : this.input.value;
    const wanted = wordsOf(typed);
    const rows = this.rows();
    const found = rows.filter(row => {
      row.hidden = false;
      const text = plain(`${row.innerText} ${row.dataset['found'] ?? ''}`);
      row.hidden = !wanted.every(word => text.includes(word));
      return !row.hidden;
    });
    show(element('search-none'), found.length === 0);
    show(element('table'), found.length > 0);
    setText(element('search-state'), wanted.length === 0 ? '' : this.words.count('search.count', found.length));
  }

  private lookElsewhere(): void {
    this.elsewhere.look(this.input.value, new Set(this.rows().map(row => row.dataset['id'] ?? '')));
  }

  private rows(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>('#rows tr')];
  }
}

async function openDetail(): Promise<void> {
  const root = element('message');
  const id = root.dataset['id'] ?? '';
  const note = await noteOf(id, root.dataset['note'] ?? '', await noteKey());
  const nameFiles = (): void => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-file]')) {
      const name = note?.files[Number(place.dataset['file'])];
      if (name) setText(place, ` : ${name}`);
    }
  };
  if (note) {
    if (note.subject !== '') {
      // Not in the page's title, which the browser keeps in its history.
      setText(part(root, 'subject', HTMLElement), note.subject);
      const dialog = document.querySelector<HTMLElement>('[data-part="dialog-subject"]');
      if (dialog) setText(dialog, note.subject);
    }
    show(element('note-files'), note.files.length > 0);
    element('note-list').replaceChildren(
      ...note.files.map(name => {
        const item = document.createElement('li');
        item.textContent = name;
        return item;
      }),
    );
    nameFiles();
  }
  await offerActs(
    element('detail'),
    id,
    root.dataset['isLive'] === 'true',
    new Words(byId('words', HTMLTemplateElement)),
  );
  root.dataset['opened'] = 'true';
  if (root.dataset['isLive'] === 'true')
    live(newer => {
      nameFiles();
      const isOver = newer.getElementById('message')?.dataset['isLive'] !== 'true';
      if (!isOver) return;
      for (const row of document.querySelectorAll<HTMLElement>('[data-grant], #no-link')) show(row, false);
      void offerActs(element('detail'), id, false, new Words(byId('words', HTMLTemplateElement)));
    });
}

if (document.getElementById('search')) void new List().start();
if (document.getElementById('message')) void openDetail();
