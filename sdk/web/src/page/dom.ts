// Finds, clones and fills what templates made, below a root. Text is only ever inserted as text, never as HTML.

/** Returns the element marked data-part="name" below `root`. Throws if there is none. */
export function part<T extends HTMLElement>(root: ParentNode, name: string, type: new () => T): T {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof type)) throw new Error(`part ${name} is missing`);
  return found;
}

/** Returns the element marked data-part="name" below `root`, of whatever type. Throws if there is none. */
export function place(root: ParentNode, name: string): HTMLElement {
  return part(root, name, HTMLElement);
}

/** Copies the only child of the `<template>` marked data-part="name" below `root`. */
export function clone(root: ParentNode, name: string): HTMLElement {
  const copy = part(root, name, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`template ${name} is empty`);
  return copy;
}

/**
 * Returns the element of a component below `root`, or `root` itself: the one whose partial wrote data-sx="NAME/VERSION".
 * Throws if it is missing or of another version, because a partial and its class only fit together.
 */
export function componentOf(root: HTMLElement, version: string): HTMLElement {
  const name = version.split('/')[0] ?? '';
  const selector = `[data-sx^="${name}/"]`;
  const found = root.matches(selector) ? root : root.querySelector<HTMLElement>(selector);
  if (found?.dataset['sx'] === version) return found;
  throw new Error(`this page has ${found?.dataset['sx'] ?? `no ${name}`}; its script needs ${version}`);
}

let related = 0;

/**
 * Connects the parts below `root` with each other. Gives each part without an id one made of its name, then turns
 * `data-for`, `data-labelledby`, `data-describedby` and `data-controls`, which name parts, into the attributes that
 * need ids.
 * @param ids begins the parts' ids ("reply-" makes `reply-files`), or makes them; without, they are new ones. They must
 * be unique in the page.
 */
export function relate(root: HTMLElement, ids?: Ids): void {
  const prefix = typeof ids === 'string' ? ids : `sx${++related}-`;
  const idOf = typeof ids === 'function' ? ids : (name: string) => prefix + name;
  const all = [root, ...root.querySelectorAll<HTMLElement>('*')];
  for (const each of all) if (each.id === '' && each.dataset['part']) each.id = idOf(each.dataset['part']);
  for (const [attribute, target] of kRelations)
    for (const each of all) {
      const names = each.getAttribute(attribute);
      if (names === null) continue;
      const related = names.split(' ').map(name => place(root, name).id);
      each.setAttribute(target, related.join(' '));
      each.removeAttribute(attribute);
    }
}

/** Says how the ids of a component's parts begin, or makes each from the part's name. */
export type Ids = string | ((part: string) => string);

const kRelations = [
  ['data-for', 'for'],
  ['data-labelledby', 'aria-labelledby'],
  ['data-describedby', 'aria-describedby'],
  ['data-controls', 'aria-controls'],
] as const;

/** Shows or hides an element. */
export function show(target: HTMLElement, isShown: boolean): void {
  target.hidden = !isShown;
}

/** Shows a link to a page, or hides it if there is none. */
export function linkTo(link: HTMLAnchorElement, page: string): void {
  show(link, page !== '');
  if (page !== '') link.href = page;
}

/** Sets an element's text only if it differs, so that live regions do not repeat themselves. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Shows the texts as items of a list. */
export function setItems(list: HTMLElement, texts: readonly string[]): void {
  list.replaceChildren(
    ...texts.map(text => {
      const item = document.createElement('li');
      item.textContent = text;
      return item;
    }),
  );
}

/** Shows or clears the error under a field. */
export function setError(field: HTMLElement, error: HTMLElement, text: string | null): void {
  show(error, text !== null);
  const shown = error.querySelector('span');
  if (shown && text !== null) setText(shown, text);
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

/** Offers bytes as a file to save. */
export function offerFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
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
