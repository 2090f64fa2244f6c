// Shows which messages that are not in the page's list fit a search, by what this device knows of all of them.
import { type Known, KnownNotes, wordsOf } from '@secure-exchanges/web/device';
import { Format, part, setText, show, type Words } from '@secure-exchanges/web/page';

const kShown = 25;
const kPause = 400;

/** Shows which messages that are not in the page's list fit a search (part of the sent list's page). */
export class KnownElsewhere {
  private readonly notes = new KnownNotes('/api/v1/messages', 'messages');
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
    const known = await this.notes.find(wanted).catch(() => null);
    if (turn !== this.turn) return;
    if (known === null) return this.say(this.words.get('search.failed'), []);
    const found = known.filter(each => !listed.has(each.id));
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
}
