// Lists at the top of the page everything to correct, with links to the fields.
import { componentOf, type Ids, place, relate, setText, show } from './dom.js';
import { Words } from './words.js';

/** Reports a field that is wrong, and why. */
export interface Fault {
  readonly field: HTMLElement;
  readonly text: string;
}

/** Shows the summary of faults (partial `sx-summary`). */
export class ErrorSummary {
  private readonly root: HTMLElement;
  private readonly words: Words;

  constructor(root: HTMLElement, ids?: Ids) {
    this.root = componentOf(root, 'summary/1');
    this.words = Words.in(this.root);
    relate(this.root, ids);
  }

  /** Shows the faults and moves the focus to the summary. */
  show(faults: readonly Fault[]): void {
    setText(place(this.root, 'summary-title'), this.words.count('errors', faults.length));
    place(this.root, 'summary-list').replaceChildren(...faults.map(itemOf));
    show(this.root, true);
    this.root.focus();
  }

  hide(): void {
    show(this.root, false);
  }

  isShown(): boolean {
    return !this.root.hidden;
  }
}

function itemOf({ field, text }: Fault): HTMLElement {
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
}
