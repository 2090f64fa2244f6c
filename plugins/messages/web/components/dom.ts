// Finds, clones and fills elements that the template made. Text is only ever inserted as text, never as HTML.

/** Returns the element with that id. Throws if the template lacks it. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`#${id} is missing`);
  return found;
}

/** Returns the element with that id, of whatever type. Throws if the template lacks it. */
export function element(id: string): HTMLElement {
  return byId(id, HTMLElement);
}

/** Copies the only child of <template id>. */
export function clone(templateId: string): HTMLElement {
  const copy = byId(templateId, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`template ${templateId} is empty`);
  return copy;
}

/** Returns the element marked data-part="name" within `root`. Throws if there is none. */
export function part<T extends HTMLElement>(root: ParentNode, name: string, type: new () => T): T {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof type)) throw new Error(`part ${name} is missing`);
  return found;
}

/** Shows or hides an element. */
export function show(target: HTMLElement, isShown: boolean): void {
  target.hidden = !isShown;
}

/** Sets an element's text only if it differs, so that live regions do not repeat themselves. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Shows or clears the error under a field. */
export function setError(field: HTMLElement, error: HTMLElement, text: string | null): void {
  show(error, text !== null);
  const place = error.querySelector('span');
  if (place && text !== null) setText(place, text);
  field.classList.toggle('is-invalid', text !== null);
  if (text === null) field.removeAttribute('aria-invalid');
  else field.setAttribute('aria-invalid', 'true');
  const ids = new Set(
    (field.getAttribute('aria-describedby') ?? '').split(' ').filter(id => id !== '' && id !== error.id),
  );
  const described = text === null ? [...ids] : [error.id, ...ids];
  if (described.length > 0) field.setAttribute('aria-describedby', described.join(' '));
  else field.removeAttribute('aria-describedby');
}

/** Copies text to the clipboard; returns false if the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission: the text stays selected, ready for Ctrl+C
  }
}

/** Returns the page's CSRF token. */
export function csrfToken(): string {
  return document.querySelector('meta[name="csrf"]')?.getAttribute('content') ?? '';
}

/** Returns a person's initials: CR for "Camille Roy" or "camille.roy@…". */
export function initials(name: string): string {
  const words =
    name
      .split('@')[0]
      ?.split(/[\s._-]+/)
      .filter(word => word !== '') ?? [];
  return words
    .slice(0, 2)
    .map(word => [...word][0]?.toLocaleUpperCase() ?? '')
    .join('');
}
