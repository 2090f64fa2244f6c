// Finds the elements of a page by id: for page scripts alone. A component finds its parts below its root (dom.ts).

/** Returns the element with that id. Throws if the page lacks it. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`#${id} is missing`);
  return found;
}

/** Returns the element with that id, of whatever type. Throws if the page lacks it. */
export function element(id: string): HTMLElement {
  return byId(id, HTMLElement);
}
