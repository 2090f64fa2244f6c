// Runs the list of a message's recipients.
import { type Fault, part, place, setError, setText, type Words } from '@secure-exchanges/web/page';
import { ContactChoice, isAddress, type Named, splitAddresses } from '@secure-exchanges/web/people';
import type { Choices } from './limits.js';
import { type Addressee, RecipientRow, type RowBounds } from './recipient_row.js';
import { type Rules, rulesFor } from './recipient_rules.js';

/** Runs the field that adds recipients, and their rows. */
export class Recipients {
  private rows: RecipientRow[] = [];
  private made = 0;
  private readonly input: HTMLInputElement;
  private readonly error: HTMLElement;
  private lockedGates: ReadonlySet<string> = new Set();

  /**
   * Prepares the list.
   * @param root holds the field and the list.
   * @param all the message's options, for recipients without rules of their own.
   */
  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
    private readonly bounds: RowBounds & { readonly max: number },
    private all: Choices,
    private readonly onChange: () => void,
  ) {
    this.input = part(root, 'recipient', HTMLInputElement);
    this.error = place(root, 'recipient-error');
    const contacts = new ContactChoice(root, this.input, contact => this.add(contact), 'recipient-');
    this.input.addEventListener('keydown', event => {
      if (contacts.take(event)) return;
      if (event.key !== 'Enter' && event.key !== ',' && event.key !== ';') return;
      if (event.ctrlKey || event.metaKey) return;
      if (event.key === 'Enter' && this.input.value.trim() === '') return event.preventDefault();
      event.preventDefault();
      this.take();
    });
    this.input.addEventListener('paste', event => {
      const pasted = event.clipboardData?.getData('text') ?? '';
      if (!/[,;\n]/.test(pasted)) return;
      event.preventDefault();
      this.input.value = pasted.replace(/[\r\n]+/g, ', ');
      this.take();
    });
    this.input.addEventListener('blur', event => {
      if (event.relatedTarget !== place(this.root, 'recipient-add') && this.input.value.trim() !== '') this.take();
    });
    this.input.addEventListener('input', () => {
      if (this.input.value.trim() === '') setError(this.input, this.error, null);
    });
    place(this.root, 'recipient-add').addEventListener('click', () => {
      this.take();
      this.input.focus();
    });
  }

  /** Returns the recipients. */
  list(): readonly Addressee[] {
    return this.rows.map(row => row.get());
  }

  /** Returns the rules of each recipient, in the same order; while there is none yet, the message's. */
  rules(): readonly Rules[] {
    return this.rows.length > 0 ? this.rows.map(row => row.rules()) : [rulesFor({}, this.all, this.bounds.opensMax)];
  }

  /** Replaces the recipients. */
  set(list: readonly Addressee[]): void {
    this.rows = [];
    place(this.root, 'recipients').replaceChildren();
    for (const each of list.filter(one => isAddress(one.address)).slice(0, this.bounds.max)) this.append(each);
    this.showCount();
  }

  /** Takes over the message's options after they changed. */
  follow(all: Choices): void {
    this.all = all;
    for (const row of this.rows) row.follow(all);
  }

  /** Adds what is typed in the field, then returns what is wrong with it and in the rows. */
  faults(): Fault[] {
    const isTaken = this.input.value.trim() === '' || this.take();
    if (isTaken && this.rows.length === 0) setError(this.input, this.error, this.words.get('recipients.none'));
    const isFine = isTaken && this.rows.length > 0;
    return [
      ...(isFine ? [] : [{ field: this.input, text: this.error.textContent?.trim() ?? '' }]),
      ...this.rows.flatMap(row => row.faults()),
    ];
  }

  /** Shows that the server refused a recipient's mobile number, or cannot text it for now. */
  refuseMobile(index: number, why: 'invalid' | 'limited'): Fault | null {
    return this.rows[index]?.refuseMobile(why) ?? null;
  }

  /** Tells whether any recipient follows the message's setting of a gate. */
  follows(gate: string): boolean {
    return this.rows.length === 0 || this.rows.some(row => row.stance(gate) === 'all');
  }

  /** Tells whether any recipient's own rules exclude a gate. */
  goesWithout(gate: string): boolean {
    return this.rows.some(row => row.stance(gate) === 'none');
  }

  /** Takes back every recipient's choice to go without these gates. */
  require(gates: readonly string[]): void {
    const changed = this.rows.filter(row => gates.filter(gate => row.require(gate)).length > 0);
    for (const row of changed) row.follow(this.all);
    if (changed.length > 0) this.onChange();
  }

  /** Prevents recipients from going without these gates. */
  lockGates(gates: ReadonlySet<string>): void {
    this.lockedGates = gates;
    for (const row of this.rows) row.lockGates(gates);
  }

  /** Disables the list while the message is being sent, or enables it again. */
  lock(isLocked: boolean): void {
    for (const each of this.root.querySelectorAll<HTMLButtonElement | HTMLInputElement | HTMLSelectElement>(
      'button, input, select',
    ))
      each.disabled = isLocked;
  }

  /** Adds a contact that was chosen, with their mobile from the address book. */
  private add(contact: Addressee): void {
    const fault = this.faultOf(contact);
    const { address, name, mobile, country } = contact;
    if (fault === null) this.append({ address, name, ...(mobile ? { mobile, country: country ?? '' } : {}) });
    this.input.value = '';
    setError(this.input, this.error, fault?.text ?? null);
    this.onChange();
  }

  /** Adds the recipients typed in the field. Returns false if the field shows an error. */
  private take(): boolean {
    const left: string[] = [];
    let problem: string | null = null;
    for (const each of splitAddresses(this.input.value)) {
      const fault = this.faultOf(each);
      if (fault === null) this.append(each);
      else {
        problem ??= fault.text;
        if (fault.isKept) left.push(each.name ? `${each.name} <${each.address}>` : each.address);
      }
    }
    this.input.value = left.join(', ');
    setError(this.input, this.error, problem);
    this.onChange();
    return problem === null;
  }

  private faultOf(each: Named): { text: string; isKept: boolean } | null {
    if (!isAddress(each.address))
      return { text: this.words.get('recipients.invalid', { address: each.address }), isKept: true };
    if (this.rows.some(other => other.address().toLowerCase() === each.address.toLowerCase()))
      return { text: this.words.get('recipients.twice', { address: each.address }), isKept: false };
    if (this.rows.length >= this.bounds.max)
      return { text: this.words.get('recipients.many', { max: this.bounds.max }), isKept: true };
    return null;
  }

  private append(each: Addressee): void {
    const row = new RecipientRow(this.root, each, this.made++, this.all, this.words, this.bounds, {
      changed: this.onChange,
      removed: () => this.remove(row),
    });
    row.lockGates(this.lockedGates);
    this.rows.push(row);
    place(this.root, 'recipients').append(row.root);
    this.showCount();
  }

  private remove(row: RecipientRow): void {
    this.rows = this.rows.filter(other => other !== row);
    row.root.remove();
    this.showCount();
    this.input.focus();
    this.onChange();
  }

  private showCount(): void {
    setText(
      place(this.root, 'recipients-count'),
      this.rows.length === 0 ? '' : this.words.count('recipients.count', this.rows.length),
    );
  }
}
