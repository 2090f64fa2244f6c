// Proposes contacts under the recipient's field: a combobox with a list, by keyboard or mouse. It does nothing without
// the contacts plugin.
import { componentOf, type Ids, place, relate, setText } from '../page/dom.js';
import { Words } from '../page/words.js';

/** Holds a contact as the server returns it. */
export interface KnownContact {
  readonly name: string;
  readonly address: string;
  readonly mobile: string;
  readonly country: string;
}

/** Runs the combobox of contacts (partial `sx-contacts`). */
export class ContactChoice {
  private readonly list: HTMLElement;
  private readonly state: HTMLElement;
  private readonly words: Words;
  private shown: readonly KnownContact[] = [];
  private active = -1;
  private asked = 0;
  private isThere = true;

  /** Prepares the list for a field. */
  constructor(
    root: HTMLElement,
    private readonly input: HTMLInputElement,
    private readonly onChosen: (contact: KnownContact) => void,
    ids?: Ids,
  ) {
    const found = componentOf(root, 'contacts/1');
    relate(found, ids);
    this.words = Words.in(found);
    this.list = place(found, 'contacts');
    this.state = place(found, 'contacts-state');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', this.list.id);
    input.addEventListener('input', () => void this.ask());
    input.addEventListener('blur', () => this.close());
    // Keep the focus in the field when the mouse is pressed on the list.
    this.list.addEventListener('mousedown', event => event.preventDefault());
    this.list.addEventListener('click', event => {
      const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  /** Handles a key of the field; returns true if the list used it. */
  take(event: KeyboardEvent): boolean {
    if (this.shown.length === 0) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const count = this.shown.length;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.mark(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
    } else if (event.key === 'Enter' && this.active >= 0) this.choose(this.active);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  private async ask(): Promise<void> {
    const turn = ++this.asked;
    const sought = this.input.value.trim();
    if (!this.isThere || sought.length < 2 || /[,;<>]/.test(sought)) return this.close();
    const answer = await fetch(`/api/v1/contacts?limit=6&q=${encodeURIComponent(sought)}`, {
      headers: { Accept: 'application/json' },
    }).catch(() => null);
    if (answer?.status === 404) this.isThere = false;
    if (!answer?.ok || turn !== this.asked || document.activeElement !== this.input) return;
    this.show(((await answer.json()) as { contacts: KnownContact[] }).contacts);
  }

  private show(contacts: readonly KnownContact[]): void {
    this.shown = contacts;
    this.list.replaceChildren(
      ...contacts.map((each, at) => {
        const option = document.createElement('li');
        option.id = this.optionId(at);
        option.className = 'sx-option';
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        const name = document.createElement('span');
        name.className = 'fw-semibold d-block';
        name.textContent = each.name || each.address;
        const address = document.createElement('span');
        address.className = 'sx-muted sx-small';
        address.textContent = each.name ? each.address : '';
        option.append(name, address);
        return option;
      }),
    );
    this.mark(-1);
    this.list.hidden = contacts.length === 0;
    this.input.setAttribute('aria-expanded', String(contacts.length > 0));
    setText(this.state, contacts.length === 0 ? '' : this.words.count('count', contacts.length));
  }

  private mark(at: number): void {
    this.active = at;
    [...this.list.children].forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
    if (at < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', this.optionId(at));
  }

  private choose(at: number): void {
    const contact = this.shown[at];
    this.close();
    if (contact) this.onChosen(contact);
  }

  /** Returns the id of an option: one contact of the list of contacts. */
  private optionId(at: number): string {
    return `${this.list.id.replace(/s$/, '')}-${at}`;
  }

  private close(): void {
    ++this.asked;
    this.show([]);
  }
}
