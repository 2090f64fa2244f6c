// Lists at the top of the page everything to correct, with links to the fields.
import { element, setText, show } from './dom.js';
import type { Fault } from './limits.js';
import type { Words } from './words.js';

/** Shows the summary of faults and moves the focus to it. */
export function showSummary(faults: readonly Fault[], words: Words): void {
  setText(element('summary-title'), words.count('errors', faults.length));
  element('summary-list').replaceChildren(
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
  show(element('summary'), true);
  element('summary').focus();
}
