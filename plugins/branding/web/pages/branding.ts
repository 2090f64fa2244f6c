// Shows what a brand will look like while its form is filled in. Without it the form works, and the preview shows what
// is in force.
import { byId, csrfToken, element, setError, setText, show } from '@secure-exchanges/web/page';

interface Contrast {
  name: string;
  ratio: string;
  isFine: boolean;
  note: { text: string; used: string } | null;
}

const kPath = '/admin/branding';
const kPauseMilliseconds = 250;
const kColour = /^#[0-9a-f]{6}$/i;
const kNotShown = new Set(['_csrf', 'base', 'subdomain', 'phone', 'privacy_url', 'terms_url', 'contact_url']);

const form = byId('brand', HTMLFormElement);
const frame = byId('preview', HTMLIFrameElement);
let kind = 'portal';
let mode = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Calls `act` once nothing has happened for a moment. */
function later(act: () => void): () => void {
  let timer = 0;
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, kPauseMilliseconds);
  };
}

function typed(): URLSearchParams {
  const out = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && !kNotShown.has(name) && !name.includes('.')) out.set(name, value);
  for (const name of [...out.keys()]) if (name.endsWith('_remove')) out.delete(name.replace('_remove', ''));
  return out;
}

function drawContrasts(contrasts: readonly Contrast[]): void {
  const list = element('contrasts');
  const before = list.textContent;
  for (const [index, contrast] of contrasts.entries()) {
    const item = list.children[index];
    if (!(item instanceof HTMLElement)) continue;
    const [icon, name, ratio] = item.firstElementChild?.children ?? [];
    icon?.classList.toggle('sx-muted', !contrast.isFine);
    if (name instanceof HTMLElement) setText(name, contrast.name);
    if (ratio instanceof HTMLElement) setText(ratio, contrast.ratio);
    item.children[1]?.remove();
    if (contrast.note) {
      const note = document.createElement('span');
      note.className = 'd-block sx-muted';
      note.textContent = contrast.note.text;
      item.append(note);
    }
  }
  const moved = contrasts.filter(each => each.note).map(each => each.note?.text ?? '');
  if (list.textContent !== before) setText(element('contrasts-said'), moved.join(' '));
}

async function update(): Promise<void> {
  const query = typed();
  query.set('mode', mode);
  const address = `${kPath}/preview/${kind}?${query.toString()}`;
  frame.classList.toggle('is-light', kind === 'mail' && mode === 'light');
  frame.classList.toggle('is-dark', kind === 'mail' && mode === 'dark');
  if (frame.getAttribute('src') !== address) frame.src = address;
  const answer = await fetch(`${kPath}/contrasts?${query.toString()}`);
  if (!answer.ok) return;
  const { contrasts } = (await answer.json()) as { contrasts: Contrast[] };
  drawContrasts(contrasts);
}

const changed = later(() => void update().catch(() => undefined));

for (const palette of form.querySelectorAll<HTMLInputElement>('[data-palette]')) {
  const field = byId(palette.dataset['palette'] ?? '', HTMLInputElement);
  palette.hidden = false;
  palette.addEventListener('input', () => {
    field.value = palette.value;
    changed();
  });
  field.addEventListener('input', () => {
    if (kColour.test(field.value)) palette.value = field.value.toLowerCase();
  });
}

function choose(attribute: 'kind' | 'mode', use: (value: string) => void): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>(`[data-${attribute}]`)];
  const mark = (value: string): void => {
    for (const each of buttons) each.setAttribute('aria-pressed', String(each.dataset[attribute] === value));
  };
  for (const button of buttons)
    button.addEventListener('click', () => {
      use(button.dataset[attribute] ?? '');
      mark(button.dataset[attribute] ?? '');
      changed();
    });
  if (attribute === 'mode') mark(mode);
}

/** Stores a chosen picture at once, so that the preview can show it and a wrong one is told before saving. */
async function take(row: HTMLElement, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  const fault = row.querySelector<HTMLElement>('[data-part="fault"]');
  const hidden = row.querySelector<HTMLInputElement>('input[type="hidden"]');
  const shown = row.querySelector<HTMLElement>('[data-part="shown"]');
  if (!file || !fault || !hidden || !shown) return;
  const body = new FormData();
  body.set(input.name, file);
  const answer = await fetch(`${kPath}/pictures`, { method: 'POST', headers: { 'X-CSRF-Token': csrfToken() }, body });
  if (!answer.ok) return; // the form brings the file when it is saved, and its answer says why not
  const taken = (await answer.json()) as {
    fault?: string;
    picture?: string;
    url?: string;
    width?: number;
    height?: number;
  };
  if (taken.fault !== undefined) return setError(input, fault, taken.fault);
  setError(input, fault, null);
  hidden.value = taken.picture ?? '';
  const picture = document.createElement('img');
  picture.src = taken.url ?? '';
  picture.width = taken.width ?? 0;
  picture.height = taken.height ?? 0;
  picture.alt = row.querySelector('label')?.firstChild?.textContent?.trim() ?? '';
  shown.replaceChildren(picture);
  show(shown, true);
  input.value = '';
  changed();
}

for (const row of form.querySelectorAll<HTMLElement>('[data-picture]')) {
  const input = row.querySelector<HTMLInputElement>('input[type="file"]');
  input?.addEventListener('change', () => void take(row, input).catch(() => undefined));
}

const subDomain = document.getElementById('subdomain');
if (subDomain instanceof HTMLInputElement) {
  const state = element('subdomain-state');
  const check = later(() => {
    void (async () => {
      const name = subDomain.value;
      const answer = await fetch(`${kPath}/subdomain?${new URLSearchParams({ name }).toString()}`);
      if (!answer.ok || subDomain.value !== name) return;
      const { isFree, text } = (await answer.json()) as { isFree: boolean; text: string };
      setText(state, text);
      subDomain.classList.toggle('is-invalid', !isFree);
      if (isFree) subDomain.removeAttribute('aria-invalid');
      else subDomain.setAttribute('aria-invalid', 'true');
    })().catch(() => undefined);
  });
  subDomain.addEventListener('input', check);
}

choose('kind', value => (kind = value));
choose('mode', value => (mode = value));
form.addEventListener('input', changed);
form.addEventListener('change', changed);
show(element('preview-choices'), true);
changed();
