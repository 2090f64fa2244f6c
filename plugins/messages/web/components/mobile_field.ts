// Asks for the mobile that a recipient's code or link by SMS goes to: country and number.
import { clone, type Fault, part, setError, setText } from '@secure-exchanges/web/page';

/** Holds a mobile number. */
export interface Mobile {
  readonly mobile?: string; // as typed, or a contact's in E.164
  readonly country?: string;
}

/** Runs the field of one recipient's mobile. */
export class MobileField {
  readonly root = clone(document, 'recipient-mobile');
  private readonly input = part(this.root, 'mobile', HTMLInputElement);
  private readonly country = part(this.root, 'country', HTMLSelectElement);
  private readonly error = part(this.root, 'mobile-error', HTMLElement);

  constructor(id: string, label: string, kept: Mobile, onChange: () => void) {
    this.input.id = id;
    this.error.id = `${id}-error`;
    const name = part(this.root, 'mobile-label', HTMLLabelElement);
    name.htmlFor = id;
    setText(name, label);
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
