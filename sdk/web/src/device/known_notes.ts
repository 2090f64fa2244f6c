// Searches what this device knows of all things that a person sent: subjects, names and files are sealed for it, and the
// server can search none of them.
import { noteKey, noteOf, plain } from './notes.js';

interface Listed {
  readonly id: string;
  readonly made: string;
  readonly note: string | null;
  readonly recipients: readonly { readonly name: string; readonly address: string }[];
}

/** Is what this device knows of one sent thing. */
export interface Known {
  readonly id: string;
  readonly made: string;
  readonly subject: string;
  readonly to: string;
  readonly text: string;
}

const kPage = 100;
const kMostPages = 100; // 10,000 things

/** Splits what is searched into words, without accents and case. */
export function wordsOf(text: string): string[] {
  return plain(text.trim())
    .split(/\s+/)
    .filter(word => word !== '');
}

/** Reads the notes of a whole list once, and searches in them. */
export class KnownNotes {
  private all: Promise<readonly Known[]> | null = null;

  /** @param path answers the list, newest first: {NAME:[{id, made, note, recipients}], next}. @param name that NAME. */
  constructor(
    private readonly path: string,
    private readonly name: string,
  ) {}

  /** Returns what fits all of these words. Throws if the list cannot be read; another try reads it again. */
  async find(wanted: readonly string[]): Promise<readonly Known[]> {
    this.all ??= this.read();
    const known = await this.all.catch((error: unknown) => {
      this.all = null;
      throw error;
    });
    return known.filter(each => wanted.every(word => each.text.includes(word)));
  }

  private async read(): Promise<readonly Known[]> {
    const key = await noteKey();
    const out: Known[] = [];
    let before = '';
    for (let page = 0; page < kMostPages; page++) {
      const answer = await fetch(`${this.path}?limit=${kPage}${before && `&before=${before}`}`, {
        headers: { Accept: 'application/json' },
      });
      if (!answer.ok) throw new Error(`${this.path}: ${answer.status}`);
      const list = (await answer.json()) as { readonly next: string | null } & Readonly<
        Record<string, readonly Listed[]>
      >;
      out.push(...(await Promise.all((list[this.name] ?? []).map(each => knownOf(each, key)))));
      if (list.next === null) break;
      before = list.next;
    }
    return out;
  }
}

async function knownOf(listed: Listed, key: CryptoKey | null): Promise<Known> {
  const note = await noteOf(listed.id, listed.note ?? '', key);
  const to = listed.recipients.map(each => each.name || each.address).join(', ');
  const addresses = listed.recipients.map(each => each.address);
  return {
    id: listed.id,
    made: listed.made,
    subject: note?.subject ?? '',
    to,
    text: plain([note?.subject ?? '', to, ...addresses, ...(note?.recipients ?? []), ...(note?.files ?? [])].join(' ')),
  };
}
