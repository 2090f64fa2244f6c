// Searches what this device knows of all sent messages: subjects, names and files are sealed for it, and the server can
// search none of them.
import { noteKey, noteOf, plain } from '@secure-exchanges/web/device';
import { Format, part, setText, show, type Words } from '@secure-exchanges/web/page';

interface Listed {
  readonly id: string;
  readonly made: string;
  readonly note: string | null;
  readonly recipients: readonly { readonly name: string; readonly address: string }[];
}

interface Known {
  readonly id: string;
  readonly made: string;
  readonly subject: string;
  readonly to: string;
  readonly text: string;
}

const kPage = 100;
const kMostPages = 100; // 10,000 messages
const kShown = 25;
const kPause = 400;

/** Splits what is searched into words, without accents and case. */
export function wordsOf(text: string): string[] {
  return plain(text.trim())
    .split(/\s+/)
    .filter(word => word !== '');
}

/** Shows which messages that are not in the page's list fit a search (part of the sent list's page). */
export class KnownElsewhere {
  private all: Promise<readonly Known[]> | null = null;
  private turn = 0;
  private timer = 0;
  private readonly format: Format;

  /** @param root is the section that shows them. */
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
  ) {
    this.format = new Format(words.language);
  }

  /** Searches after the person has stopped typing. @param listed the messages that the page lists itself. */
  look(text: string, listed: ReadonlySet<string>): void {
    const turn = ++this.turn;
    window.clearTimeout(this.timer);
    show(this.root, false);
    const wanted = wordsOf(text);
    if (wanted.join('').length < 2) return;
    this.timer = window.setTimeout(() => void this.search(wanted, listed, turn), kPause);
  }

  private async search(wanted: readonly string[], listed: ReadonlySet<string>, turn: number): Promise<void> {
    show(this.root, true);
    this.say(this.words.get('search.looking'), []);
    this.all ??= this.read();
    const known = await this.all.catch(() => null);
    if (known === null) this.all = null;
    if (turn !== this.turn) return;
    if (known === null) return this.say(this.words.get('search.failed'), []);
    const found = known.filter(each => !listed.has(each.id) && wanted.every(word => each.text.includes(word)));
    this.say(this.words.count('search.elsewhere', found.length), found.slice(0, kShown));
  }

  private say(text: string, found: readonly Known[]): void {
    setText(part(this.root, 'elsewhere-count', HTMLElement), text);
    part(this.root, 'elsewhere-list', HTMLElement).replaceChildren(
      ...found.map(each => {
        const [item, link, meta] = [
          document.createElement('li'),
          document.createElement('a'),
          document.createElement('span'),
        ];
        link.href = `/messages/${each.id}`;
        link.className = 'fw-semibold';
        link.textContent = each.subject || each.to;
        meta.className = 'd-block sx-muted sx-small';
        meta.textContent = `${this.format.day(new Date(each.made))} · ${each.to}`;
        item.append(link, meta);
        return item;
      }),
    );
  }

  /** Reads what this device knows of every sent message, newest first; the page keeps it until it is left. */
  private async read(): Promise<readonly Known[]> {
    const key = await noteKey();
    const out: Known[] = [];
    let before = '';
    for (let page = 0; page < kMostPages; page++) {
      const answer = await fetch(`/api/v1/messages?limit=${kPage}${before && `&before=${before}`}`, {
        headers: { Accept: 'application/json' },
      });
      if (!answer.ok) throw new Error(`messages: ${answer.status}`);
      const { messages, next } = (await answer.json()) as { messages: readonly Listed[]; next: string | null };
      out.push(...(await Promise.all(messages.map(each => knownOf(each, key)))));
      if (next === null) break;
      before = next;
    }
    return out;
  }
}

async function knownOf(message: Listed, key: CryptoKey | null): Promise<Known> {
  const note = await noteOf(message.id, message.note ?? '', key);
  const to = message.recipients.map(each => each.name || each.address).join(', ');
  const addresses = message.recipients.map(each => each.address);
  return {
    id: message.id,
    made: message.made,
    subject: note?.subject ?? '',
    to,
    text: plain([note?.subject ?? '', to, ...addresses, ...(note?.recipients ?? []), ...(note?.files ?? [])].join(' ')),
  };
}
