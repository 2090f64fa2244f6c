// Lists at the top of the page everything to correct, with links to the fields.
import { place, setText, show } from './dom.js';
import type { Words } from './words.js';

/** Reports a field that is wrong, and why. */
export interface Fault {
  readonly field: HTMLElement;
  readonly text: string;
}

/**
 * Shows the summary of faults and moves the focus to it.
 * @param root holds the parts `summary-title` and `summary-list`.
 */
export function showSummary(root: HTMLElement, faults: readonly Fault[], words: Words): void {
  setText(place(root, 'summary-title'), words.count('errors', faults.length));
  place(root, 'summary-list').replaceChildren(
    ...faults.map(({ field, text }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `#${field.id}`;
      link.textContent = text;
      link.addEventListener('click', event => {
        event.preventDefault();
        field.focus();
        field.scrollIntoView({ block: 'center' });
      });
      item.append(link);
      return item;
    }),
  );
  show(root, true);
  root.focus();
}
