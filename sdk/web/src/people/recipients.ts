// Runs the list of those whom something is sent to.
import {
  hasForeignName,
  mailAddress,
  type Named,
  readAddresses,
  type Recipient,
  type Ruling,
} from '@secure-exchanges/client';
import type { GateSettings } from '../gates/composed_gates.js';
import { componentOf, type Ids, part, place, relate, setError, setText } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';
import { Words } from '../page/words.js';
import { ContactChoice } from './contact_choice.js';
import { type Addressee, RecipientRow, type RowBounds } from './recipient_row.js';
import { type Rules, rulesFor, type SharedRules } from './recipient_rules.js';

/** Runs the field that adds recipients, and their rows (partial `sx-recipients`). */
export class Recipients {
  private rows: RecipientRow[] = [];
  private made = 0;
  private readonly root: HTMLElement;
  private readonly words: Words;
  private readonly gateRules: HTMLTemplateElement | null;
  private readonly input: HTMLInputElement;
  private readonly error: HTMLElement;
  private lockedGates: ReadonlySet<string> = new Set();
  private isShowingForbidden = false;

  /**
   * Prepares the list.
   * @param root has the list, and may have a `<template data-part="gate-rules">` with a choice for each gate of plugins.
   * @param bounds with the most recipients.
   * @param all the rules for recipients without rules of their own.
   */
  constructor(
    root: HTMLElement,
    private readonly bounds: Omit<RowBounds, 'gateRules'> & { readonly max: number },
    private all: SharedRules,
    private readonly onChange: () => void,
    ids?: Ids,
  ) {
    this.gateRules = root.querySelector<HTMLTemplateElement>('template[data-part="gate-rules"]');
    this.root = componentOf(root, 'recipients/1');
    this.words = Words.in(this.root);
    this.input = part(this.root, 'recipient', HTMLInputElement);
    this.error = place(this.root, 'recipient-error');
    const contactIds = typeof ids === 'string' ? `${ids}recipient-` : undefined;
    const contacts = new ContactChoice(this.root, this.input, contact => this.add(contact), contactIds);
    relate(this.root, ids);
    this.input.addEventListener('keydown', event => {
      // The Enter that ends the composition of a word (Japanese, Chinese, Korean) belongs to that word.
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
      if (contacts.take(event)) return;
      if (event.key !== 'Enter' && event.key !== ',' && event.key !== ';') return;
      // Before an address, a comma belongs to a name: Gagné, Louis <louis@example.com>.
      if (event.key !== 'Enter' && !this.input.value.includes('@')) return;
      if (event.key === 'Enter' && this.input.value.trim() === '') return event.preventDefault();
      event.preventDefault();
      this.take();
    });
    this.input.addEventListener('paste', event => {
      const pasted = event.clipboardData?.getData('text') ?? '';
      const found = readAddresses(pasted);
      if (found.length < 2 && !found.some(each => mailAddress(each.address) !== null)) return;
      event.preventDefault();
      this.take(`${this.input.value}\n${pasted}`);
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

  /** Returns the rules of each recipient, in the same order; while there is none yet, those for all. */
  rules(): readonly Rules[] {
    return this.rows.length > 0 ? this.rows.map(row => row.rules()) : [rulesFor({}, this.all, this.bounds)];
  }

  /** Returns the recipients as they are sent to: each with their own gates and opens, or else those for all. */
  outgoing(settings: GateSettings): Recipient[] {
    return this.rows.map(row => {
      const { address, name, mobile, country, rules: own } = row.get();
      const rules = row.rules();
      return {
        address,
        name,
        gates: Object.fromEntries(rules.gates.map(gate => [gate, settings[gate] ?? true])),
        password: rules.password,
        ...(own?.opens === undefined ? {} : { opens: rules.opens ?? 1 }),
        ...(rules.needsMobile ? { mobile: { number: mobile ?? '', country: country ?? '' } } : {}),
      };
    });
  }

  /** Replaces the recipients. */
  set(list: readonly Addressee[]): void {
    this.rows = [];
    place(this.root, 'recipients').replaceChildren();
    for (const each of list.filter(one => mailAddress(one.address) !== null).slice(0, this.bounds.max))
      this.append(each);
    this.showCount();
  }

  /** Takes over the rules for all after they changed. */
  follow(all: SharedRules): void {
    this.all = all;
    for (const row of this.rows) row.follow(all);
  }

  /** Adds what is typed in the field, then returns what is wrong with it and in the rows. */
  faults(): Fault[] {
    const isTaken = this.input.value.trim() === '' || this.take();
    if (isTaken && this.rows.length === 0) setError(this.input, this.error, this.words.get('none'));
    const isFine = isTaken && this.rows.length > 0 && !this.showForbidden();
    return [
      ...(isFine ? [] : [{ field: this.input, text: this.error.textContent?.trim() ?? '' }]),
      ...this.rows.flatMap(row => row.faults()),
    ];
  }

  /**
   * Shows the server's refusal of a recipient's address, or of their mobile, which may also be limited for now. Returns
   * null for other fields.
   */
  refuse(field: string, code: string): Fault | null {
    const [, index, name] = /^(?:recipients|grants)\[(\d+)\]\.(address|mobile)$/.exec(field) ?? [];
    const row = this.rows[Number(index ?? -1)];
    if (!row) return null;
    if (name === 'mobile') return row.refuseMobile(code.startsWith('quota_') ? 'limited' : 'invalid');
    const text = this.words.get(code === 'rule_forbidden' ? 'forbidden' : 'invalid', { address: row.address() });
    setError(this.input, this.error, text);
    return { field: this.input, text };
  }

  /** Tells whether any recipient follows what all have of a gate. */
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

  /** Applies the company's rules for these recipients, and shows at the field whom nothing may be sent to. */
  obey(rulings: readonly Ruling[]): void {
    const changed = this.rows.filter(row => row.obey(rulings.find(({ address }) => address === row.address()) ?? null));
    this.showForbidden();
    if (changed.length > 0) this.onChange();
  }

  /** Shows whom nothing may be sent to, and moves to the field. Returns false if there is nobody. */
  complainOfForbidden(): boolean {
    const isAny = this.showForbidden();
    if (isAny) this.input.focus();
    return isAny;
  }

  /** Disables the list while it is sent to, or enables it again. */
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

  /** Adds the recipients of a text, usually what is typed in the field. Returns false if the field shows an error. */
  private take(text = this.input.value): boolean {
    const left: string[] = [];
    let problem: string | null = null;
    for (const each of readAddresses(text)) {
      const fault = this.faultOf(each);
      if (fault === null) this.append(each);
      else {
        problem ??= fault.text;
        if (fault.isKept) left.push(each.name ? `${each.name} <${each.address}>` : each.address);
      }
    }
    this.input.value = left.join('; ');
    setError(this.input, this.error, problem);
    this.onChange();
    return problem === null;
  }

  private faultOf(each: Named): { text: string; isKept: boolean } | null {
    if (mailAddress(each.address) === null)
      return {
        text: this.words.get(hasForeignName(each.address) ? 'foreign' : 'invalid', { address: each.address }),
        isKept: true,
      };
    if (this.rows.some(other => other.address().toLowerCase() === each.address.toLowerCase()))
      return { text: this.words.get('twice', { address: each.address }), isKept: false };
    if (this.rows.length >= this.bounds.max)
      return { text: this.words.get('many', { max: this.bounds.max }), isKept: true };
    return null;
  }

  private append(each: Addressee): void {
    const bounds = { ...this.bounds, gateRules: this.gateRules };
    const row = new RecipientRow(this.root, each, this.made++, this.all, this.words, bounds, {
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

  /** Shows whom nothing may be sent to; returns whether there is somebody. What is wrong with a text typed stays. */
  private showForbidden(): boolean {
    const forbidden = this.rows.filter(row => row.isForbidden()).map(row => row.address());
    const text = forbidden.length === 0 ? null : this.words.get('forbidden', { address: forbidden.join(', ') });
    if (text !== null || this.isShowingForbidden) setError(this.input, this.error, text);
    this.isShowingForbidden = text !== null;
    return text !== null;
  }

  private showCount(): void {
    setText(
      place(this.root, 'recipients-count'),
      this.rows.length === 0 ? '' : this.words.count('count', this.rows.length),
    );
  }
}
