// Reads a file in the browser, shows what the server would do with each line, and imports once the person confirms.
import { type PersonLine, type Reading, readPeople } from '@secure-exchanges/web/lists';
import { byId, clone, csrfToken, element, place, setError, setText, show, Words } from '@secure-exchanges/web/page';

interface Outcome {
  readonly lines: { readonly line: number; readonly problem: string | null }[];
  readonly would_add?: number;
  readonly added?: number;
}

const kMostLines = 10_000;
const kMostBytes = 4_000_000;
/** Bounds the rows of the preview: those with a problem first, since those must be seen. */
const kMostShown = 500;
const kColumns = ['address', 'first', 'last', 'name', 'role', 'language', 'country'] as const;
const kHeads = 'address,first_name,last_name,name,role,language,country';

const words = new Words(byId('words', HTMLTemplateElement));
const number = new Intl.NumberFormat(words.language);
const file = byId('file', HTMLInputElement);
const button = byId('import', HTMLButtonElement);
const activation = byId('activation', HTMLInputElement);
let reading: Reading<PersonLine> | null = null;

function fail(text: string | null): void {
  setError(file, element('file-error'), text);
  if (text !== null) file.focus();
}

/** Returns a text with a count that a word holds as it is written. */
function counted(count: number, left: number): string {
  return words.count('count', count, { count: number.format(count), left: number.format(left) });
}

/** Writes the people as the server reads them: line n + 2 is the nth person. */
function csvOf(lines: readonly PersonLine[]): string {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  return [kHeads, ...lines.map(line => kColumns.map(name => cell(line[name])).join(','))].join('\n');
}

/** Says what went wrong, by the problem's code; a page that somebody else answered with has none. */
function refusal(status: number, code: string): string {
  if (status === 413) return words.get('large');
  if (code === 'columns') return words.get('columns');
  if (code === 'empty') return words.get('empty');
  return code === '' && status > 0 ? words.get('between', { status }) : words.get('failed');
}

/** Imports the people, or tries it. Returns null after a failure, which the page then explains. */
async function ask(lines: readonly PersonLine[], isTrial: boolean): Promise<Outcome | null> {
  try {
    const answer = await fetch(
      `/api/v1/users/import?${isTrial ? 'dry_run' : 'activation'}=${isTrial || activation.checked ? 1 : 0}`,
      {
        method: 'POST',
        headers: {
          'Content-Type': 'text/csv; charset=utf-8',
          'X-CSRF-Token': csrfToken(),
          'Accept': 'application/json',
        },
        body: csvOf(lines),
      },
    );
    const isOurs = /json/.test(answer.headers.get('Content-Type') ?? '');
    const body = isOurs ? ((await answer.json()) as Outcome & { code?: string }) : null;
    if (answer.ok && body) return body;
    fail(refusal(answer.status, body?.code ?? ''));
  } catch {
    fail(refusal(0, ''));
  }
  return null;
}

interface Row {
  readonly line: number;
  readonly name: string;
  readonly address: string;
  readonly problem: string | null;
}

function textOf(problem: string | null): string {
  if (problem === null) return words.get('added');
  return words.get(words.find(`problem.${problem}`) === undefined ? 'other' : `problem.${problem}`, { problem });
}

function elementOf(row: Row): HTMLElement {
  const copy = clone(document, 'line');
  setText(place(copy, 'number'), String(row.line));
  setText(place(copy, 'name'), row.name);
  setText(place(copy, 'address'), row.address);
  setText(place(copy, 'result'), textOf(row.problem));
  if (row.problem !== null) place(copy, 'result').classList.add('text-danger');
  return copy;
}

function showRows(rows: readonly Row[]): void {
  const wrong = rows.filter(row => row.problem !== null);
  const right = rows.filter(row => row.problem === null);
  const shown = rows.length <= kMostShown ? [...rows] : [...wrong, ...right].slice(0, kMostShown);
  shown.sort((left, right) => left.line - right.line);
  element('lines').replaceChildren(...shown.map(elementOf));
  const cut = element('preview-cut');
  show(cut, shown.length < rows.length);
  setText(cut, words.get('cut', { shown: number.format(shown.length), all: number.format(rows.length) }));
}

async function preview(): Promise<void> {
  if (!reading) return;
  const { lines, unreadable } = reading;
  if (lines.length > kMostLines) return fail(words.get('large'));
  if (lines.length === 0) return fail(words.get('empty'));
  const outcome = await ask(lines, true);
  if (!outcome) return;
  const rows: Row[] = outcome.lines.flatMap(({ line, problem }) => {
    const person = lines[line - 2];
    if (!person) return [];
    const name = [person.first, person.last].filter(part => part !== '').join(' ') || person.name;
    return [{ line: person.number, name, address: person.address, problem }];
  });
  for (const line of unreadable) rows.push({ line, name: '', address: '', problem: 'broken' });
  rows.sort((left, right) => left.line - right.line);
  showRows(rows);
  const added = outcome.would_add ?? 0;
  setText(element('preview-count'), counted(added, rows.length - added));
  button.disabled = added === 0;
  show(element('preview'), true);
  element('preview-title').focus();
}

file.addEventListener('change', async () => {
  reading = null;
  fail(null);
  show(element('preview'), false);
  show(element('done'), false);
  const chosen = file.files?.[0];
  if (!chosen) return;
  if (chosen.size > kMostBytes) return fail(words.get('large'));
  const read = await readPeople(chosen);
  if (!read || read === 'spreadsheet') return fail(words.get('unreadable'));
  reading = read;
  await preview();
});

button.addEventListener('click', async () => {
  if (!reading) return;
  button.disabled = true;
  const outcome = await ask(reading.lines, false);
  button.disabled = false;
  if (!outcome) return;
  const added = outcome.added ?? 0;
  show(element('preview'), false);
  setText(element('done-title'), words.count('done', added, { count: number.format(added) }));
  show(element('done'), true);
  element('done-title').focus();
  file.value = '';
  reading = null;
});
