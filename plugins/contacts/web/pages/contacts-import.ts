// Reads a file in the browser, shows what the server would do with each line, and imports when the person confirms.
import { readContacts, textOf, type Line, type Reading } from '../components/read_file.js';

interface Verdict {
  readonly state: 'new' | 'replaces' | 'skipped' | 'twice' | 'invalid';
  readonly mobile: string;
  readonly field?: string;
  readonly code?: string;
}

interface Outcome {
  readonly lines: Verdict[];
  readonly kept: number;
}

function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`#${id} is missing`);
  return found;
}

const words = new Map(
  [...byId('words', HTMLTemplateElement).content.querySelectorAll<HTMLElement>('[data-word]')].map(each => [
    each.dataset['word'] ?? '',
    each.textContent ?? '',
  ]),
);
const word = (key: string): string => words.get(key) ?? key;
const plural = new Intl.PluralRules(document.documentElement.lang);
const number = new Intl.NumberFormat(document.documentElement.lang);
const counted = (key: string, count: number, left = 0): string =>
  word(`${key}.${plural.select(count) === 'one' ? 'one' : 'other'}`)
    .replace('[count]', number.format(count))
    .replace('[left]', number.format(left));

const file = byId('file', HTMLInputElement);
const duplicates = byId('duplicates', HTMLSelectElement);
const button = byId('import', HTMLButtonElement);
let reading: Reading | null = null;

function fail(key: string | null): void {
  const error = byId('file-error', HTMLElement);
  error.hidden = key === null;
  file.classList.toggle('is-invalid', key !== null);
  file.setAttribute('aria-invalid', String(key !== null));
  const place = error.querySelector('span');
  if (place) place.textContent = key === null ? '' : word(key);
  if (key !== null) file.focus();
}

/** Returns the key of the word that says what is wrong with a line. */
function faultOf({ field = '', code = '' }: Verdict): string {
  if (field === 'mobile') return code === 'mobile_country' ? 'mobile.country' : 'mobile.wrong';
  return `${field}.${code}`;
}

/** Imports lines, or tries to import them. Returns null after a failure, which the page then explains. */
async function ask(lines: readonly Line[], trial: boolean): Promise<Outcome | null> {
  const contacts = lines.map(({ name, address, mobile, country }) => ({ name, address, mobile, country }));
  const answer = await fetch('/api/v1/contacts/import', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-CSRF-Token': document.querySelector('meta[name="csrf"]')?.getAttribute('content') ?? '',
    },
    body: JSON.stringify({ contacts, duplicates: duplicates.value, trial }),
  }).catch(() => null);
  if (answer?.ok) return (await answer.json()) as Outcome;
  const problem = (await answer?.json().catch(() => null)) as { code?: string } | null;
  fail(answer?.status === 413 ? 'large' : problem?.code === 'full' ? 'full' : 'failed');
  return null;
}

function row(
  line: number,
  cells: { name: string; address: string; mobile: string; result: string },
  isWrong: boolean,
): HTMLElement {
  const copy = byId('line', HTMLTemplateElement).content.firstElementChild?.cloneNode(true) as HTMLElement;
  for (const [name, text] of Object.entries({ number: String(line), ...cells })) {
    const place = copy.querySelector(`[data-part="${name}"]`);
    if (place) place.textContent = text;
  }
  if (isWrong) copy.querySelector('[data-part="result"]')?.classList.add('text-danger');
  return copy;
}

async function preview(): Promise<void> {
  fail(null);
  byId('preview', HTMLElement).hidden = true;
  byId('done', HTMLElement).hidden = true;
  if (!reading) return;
  const { lines, unreadable } = reading;
  if (lines.length > 5000) return fail('large');
  if (lines.length === 0 && unreadable.length === 0) return fail('empty');
  const outcome = await ask(lines, true);
  if (!outcome) return;
  const rows = lines.map((line, at) => {
    const verdict = outcome.lines[at];
    const isWrong = verdict?.state === 'invalid';
    return {
      number: line.number,
      element: row(
        line.number,
        {
          name: line.name,
          address: line.address,
          mobile: verdict?.mobile || line.mobile,
          result: isWrong ? word(faultOf(verdict)) : word(verdict?.state ?? ''),
        },
        isWrong,
      ),
    };
  });
  for (const each of unreadable)
    rows.push({
      number: each,
      element: row(each, { name: '', address: '', mobile: '', result: word('broken') }, true),
    });
  rows.sort((left, right) => left.number - right.number);
  byId('lines', HTMLElement).replaceChildren(...rows.map(each => each.element));
  byId('preview-count', HTMLElement).textContent = counted('count', outcome.kept, rows.length - outcome.kept);
  button.disabled = outcome.kept === 0;
  byId('preview', HTMLElement).hidden = false;
  byId('preview-title', HTMLElement).focus();
}

file.addEventListener('change', async () => {
  const chosen = file.files?.[0];
  reading = null;
  if (chosen && chosen.size > 8_000_000) return fail('large');
  if (chosen) reading = readContacts(await textOf(chosen));
  if (chosen && !reading) {
    byId('preview', HTMLElement).hidden = true;
    return fail('unreadable');
  }
  await preview();
});
duplicates.addEventListener('change', () => void preview());
button.addEventListener('click', async () => {
  if (!reading) return;
  button.disabled = true;
  const outcome = await ask(reading.lines, false);
  button.disabled = false;
  if (!outcome) return;
  byId('preview', HTMLElement).hidden = true;
  byId('done-title', HTMLElement).textContent = counted('done', outcome.kept);
  byId('done', HTMLElement).hidden = false;
  byId('done-title', HTMLElement).focus();
  file.value = '';
  reading = null;
});
