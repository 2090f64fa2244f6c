// Reads a file in the browser, shows what the server would do with each line, and imports when the person confirms.
import { isBetween, kFewTries, Wire, WireError } from '@secure-exchanges/client';
import { type Line, type Reading, readContacts } from '@secure-exchanges/web/lists';
import { byId, clone, csrfToken, element, place, setError, setText, show, Words } from '@secure-exchanges/web/page';

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

const words = new Words(byId('words', HTMLTemplateElement));
const number = new Intl.NumberFormat(words.language);
const counted = (key: string, count: number, left = 0): string =>
  words.count(key, count, { count: number.format(count), left: number.format(left) });

const wordOf = (key: string): string => words.find(key) ?? key;

const file = byId('file', HTMLInputElement);
const duplicates = byId('duplicates', HTMLSelectElement);
const button = byId('import', HTMLButtonElement);
let reading: Reading | null = null;

function fail(key: string | null, status = 0): void {
  setError(file, element('file-error'), key === null ? null : words.get(key, { status }));
  if (key !== null) file.focus();
}

/** Returns the key of the word that says what is wrong with a line. */
function faultOf({ field = '', code = '' }: Verdict): string {
  if (field === 'mobile') return code === 'mobile_country' ? 'mobile.country' : 'mobile.wrong';
  return `${field}.${code}`;
}

/** Says what becomes of a line; a number that cannot be texted is left out, and the contact kept. */
function resultOf(verdict: Verdict | undefined): string {
  if (verdict?.state === 'invalid') return wordOf(faultOf(verdict));
  const state = wordOf(verdict?.state ?? '');
  return verdict?.field ? words.get('without_mobile', { state, why: wordOf(faultOf(verdict)) }) : state;
}

/** Imports lines, or tries to import them. Returns null after a failure, which the page then explains. */
async function ask(lines: readonly Line[], trial: boolean): Promise<Outcome | null> {
  const contacts = lines.map(({ name, address, mobile, country }) => ({ name, address, mobile, country }));
  const wire = new Wire({ origin: location.origin, headers: () => ({ 'X-CSRF-Token': csrfToken() }) });
  const body = { contacts, duplicates: duplicates.value, trial };
  try {
    return (await wire.json('POST', '/api/v1/contacts/import', body, kFewTries)) as Outcome;
  } catch (error) {
    const { status, code } = error instanceof WireError ? error : { status: 0, code: '' };
    if (isBetween(error)) fail('between', status);
    else fail(status === 413 ? 'large' : code === 'full' ? 'full' : 'failed');
    return null;
  }
}

function row(
  line: number,
  cells: { name: string; address: string; mobile: string; result: string },
  isWrong: boolean,
): HTMLElement {
  const copy = clone(document, 'line');
  for (const [name, text] of Object.entries({ number: String(line), ...cells })) setText(place(copy, name), text);
  if (isWrong) place(copy, 'result').classList.add('text-danger');
  return copy;
}

async function preview(): Promise<void> {
  fail(null);
  show(element('preview'), false);
  show(element('done'), false);
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
          mobile: verdict?.field === 'mobile' ? '' : verdict?.mobile || line.mobile,
          result: resultOf(verdict),
        },
        isWrong,
      ),
    };
  });
  for (const each of unreadable)
    rows.push({
      number: each,
      element: row(each, { name: '', address: '', mobile: '', result: words.get('broken') }, true),
    });
  rows.sort((left, right) => left.number - right.number);
  element('lines').replaceChildren(...rows.map(each => each.element));
  setText(element('preview-count'), counted('count', outcome.kept, rows.length - outcome.kept));
  button.disabled = outcome.kept === 0;
  show(element('preview'), true);
  element('preview-title').focus();
}

file.addEventListener('change', async () => {
  const chosen = file.files?.[0];
  reading = null;
  if (chosen && chosen.size > 8_000_000) return fail('large');
  const read = chosen ? await readContacts(chosen) : null;
  reading = read === 'spreadsheet' ? null : read;
  if (chosen && !reading) {
    show(element('preview'), false);
    return fail(read === 'spreadsheet' ? 'spreadsheet' : 'unreadable');
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
  show(element('preview'), false);
  setText(element('done-title'), counted('done', outcome.kept));
  show(element('done'), true);
  element('done-title').focus();
  file.value = '';
  reading = null;
});
