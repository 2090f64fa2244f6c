// Shows what is not in the page's list and fits a search, by what this device knows of all that its person sent.
import { part, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import type { Words } from '../page/words.js';
import { type Known, type KnownNotes, wordsOf } from './known_notes.js';

const kShown = 25;
const kPause = 400;

/** Runs the section (parts `elsewhere-count`, `elsewhere-list`) below a list; the page's words are `search.…`. */
export class KnownElsewhere {
  private turn = 0;
  private timer = 0;
  private readonly format: Format;

  /** @param root is the section. @param page is the beginning of the path of one of the things: `/messages/`. */
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly notes: KnownNotes,
    private readonly page: string,
  ) {
    this.format = new Format(words.language);
  }

  /** Searches after the person has stopped typing. @param listed what the page lists itself. */
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
        link.href = this.page + each.id;
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
