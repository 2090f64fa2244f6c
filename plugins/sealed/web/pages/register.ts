// Runs the register: adds the subjects from this device's notes, and exports it.
import { noteKey, noteOf } from '@secure-exchanges/web/device';
import { byId, element, live, offerFile, part, setText, show, Words } from '@secure-exchanges/web/page';
import { csvOf, type Line, xlsxOf } from '../components/register_export.js';

interface Event {
  readonly at: string;
  readonly message: string;
  readonly recipient: string | null;
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly browser: string;
  readonly place: string;
  readonly text: string;
}

const kPageRows = 500;
const kMostRows = 50_000;

class Register {
  private readonly words = new Words(byId('words', HTMLTemplateElement));
  private readonly zone = element('register').dataset['zone'] ?? 'UTC';
  private readonly subjects = new Map<string, string>();
  private readonly buttons = [byId('export-csv', HTMLButtonElement), byId('export-xlsx', HTMLButtonElement)] as const;

  async start(): Promise<void> {
    const [csv, xlsx] = this.buttons;
    csv.addEventListener('click', () => void this.save('csv'));
    xlsx.addEventListener('click', () => void this.save('xlsx'));
    for (const button of this.buttons) show(button, document.getElementById('events') !== null);
    await this.name();
    element('register').dataset['opened'] = 'true';
    live(() => void this.name());
  }

  private async name(): Promise<void> {
    const key = await noteKey();
    for (const row of document.querySelectorAll<HTMLElement>('#events tr')) {
      const subject = await this.subjectOf(row.dataset['id'] ?? '', row.dataset['note'] ?? '', key);
      if (subject !== '') setText(part(row, 'subject', HTMLElement), subject);
    }
  }

  private async subjectOf(id: string, note: string, key: CryptoKey | null): Promise<string> {
    const known = this.subjects.get(id);
    if (known !== undefined) return known;
    const subject = (await noteOf(id, note, key))?.subject ?? '';
    this.subjects.set(id, subject);
    return subject;
  }

  private async save(kind: 'csv' | 'xlsx'): Promise<void> {
    for (const button of this.buttons) button.disabled = true;
    try {
      const lines = await this.lines();
      const { words } = this;
      const header = ['at', 'what', 'recipient', 'subject', 'message', 'address', 'browser', 'kind'].map(key =>
        words.get(key),
      );
      const name = words.get('file');
      offerFile(
        kind === 'csv' ? csvOf(header, lines, this.zone) : await xlsxOf(header, lines, this.zone),
        `${name}.${kind}`,
      );
      this.say(words.get('done', { count: lines.length }));
    } catch {
      this.say(this.words.get('failed'));
    }
    for (const button of this.buttons) button.disabled = false;
  }

  /** Fetches every line that matches the page's filters. */
  private async lines(): Promise<Line[]> {
    const key = await noteKey();
    const lines: Line[] = [];
    for (let before: string | null = ''; before !== null && lines.length < kMostRows;) {
      const query = new URLSearchParams(location.search);
      query.set('limit', String(kPageRows));
      if (before === '') query.delete('before');
      else query.set('before', before);
      const answer = await fetch(`/api/v1/messages/events?${query}`, {
        headers: { Accept: 'application/json' },
        credentials: 'same-origin',
        cache: 'no-store',
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const { events, notes, next }: { events: Event[]; notes: Record<string, string>; next: string | null } =
        await answer.json();
      for (const { at, text, recipient, name, message, address, place, browser, kind } of events) {
        const subject = await this.subjectOf(message, notes[message] ?? '', key);
        const who = recipient === null ? '' : name === '' ? recipient : `${name} <${recipient}>`;
        const from = place ? `${address} (${place})` : address;
        lines.push({ at: new Date(at), cells: [text, who, subject, message, from, browser, kind] });
      }
      before = next;
      this.say(this.words.get('busy', { count: lines.length }));
    }
    return lines;
  }

  private say(text: string): void {
    setText(element('export-state'), text);
  }
}

void new Register().start();
