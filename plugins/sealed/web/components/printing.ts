// Prints a message whole.

/** Opens the list of hashes while the page is printed. */
export function printHashes(root: HTMLElement): void {
  const closed = (): HTMLDetailsElement[] =>
    [...root.querySelectorAll('article details')].filter(
      (each): each is HTMLDetailsElement => each instanceof HTMLDetailsElement && !each.open,
    );
  let opened: HTMLDetailsElement[] = [];
  window.addEventListener('beforeprint', () => {
    opened = closed();
    for (const each of opened) each.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const each of opened) each.open = false;
  });
}
