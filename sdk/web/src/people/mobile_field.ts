// Asks for the mobile that a recipient's code or link goes to: country and number.
import { type Ids, part, place, relate, setError, setText } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';

/** Holds a mobile number. */
export interface Mobile {
  readonly mobile?: string; // as typed, or a contact's in E.164
  readonly country?: string;
}

/** Runs the field of one recipient's mobile. */
export class MobileField {
  private readonly input: HTMLInputElement;
  private readonly country: HTMLSelectElement;
  private readonly error: HTMLElement;

  /** Prepares the field. @param root a copy of the template `recipient-mobile`. */
  constructor(
    readonly root: HTMLElement,
    label: string,
    kept: Mobile,
    onChange: () => void,
    ids: Ids,
  ) {
    relate(root, ids);
    this.input = part(root, 'mobile', HTMLInputElement);
    this.country = part(root, 'country', HTMLSelectElement);
    this.error = place(root, 'mobile-error');
    setText(place(root, 'mobile-label'), label);
    this.input.value = kept.mobile ?? '';
    if (kept.country) this.country.value = kept.country;
    this.input.addEventListener('input', () => {
      if (!this.isEmpty()) setError(this.input, this.error, null);
      onChange();
    });
    this.country.addEventListener('change', onChange);
  }

  /** Tells whether no number was typed. */
  isEmpty(): boolean {
    return this.input.value.trim() === '';
  }

  /** Returns the number as typed, and the country. */
  get(): Mobile {
    return { mobile: this.input.value, country: this.country.value };
  }

  /** Shows an error at the field. */
  complain(text: string): Fault {
    setError(this.input, this.error, text);
    return { field: this.input, text };
  }
}
