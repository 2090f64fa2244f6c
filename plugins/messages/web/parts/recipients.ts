// Who the message goes to.
import { ContactChoice } from './contact_choice.js';
import { byId, clone, element, initials, part, setError, setText } from './dom.js';
import type { Fault } from './limits.js';
import type { Words } from './words.js';

export interface Addressee {
  readonly address: string;
  readonly name: string;
  readonly mobile?: string;   // as typed, or a contact's in E.164
  readonly country?: string;
}

const kAddress = /^[^\s@<>(),;:"[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;
const kKnownDomains = ['gmail.com', 'outlook.com', 'hotmail.com', 'videotron.ca', 'yahoo.com', 'yahoo.ca', 'icloud.com', 'live.ca', 'bell.net', 'sympatico.ca'];

export class Recipients {
  private list: Addressee[] = [];
  private asksMobiles = false;
  private readonly input = byId('recipient', HTMLInputElement);
  private readonly error = element('recipient-error');

  constructor(private readonly words: Words, private readonly own: { domain: string; max: number }, private readonly onChange: () => void) {
    const contacts = new ContactChoice(this.input, words, contact => this.add(contact));
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
      if (event.relatedTarget !== element('recipient-add') && this.input.value.trim() !== '') this.take();
    });
    this.input.addEventListener('input', () => {
      if (this.input.value.trim() === '') setError(this.input, this.error, null);
    });
    element('recipient-add').addEventListener('click', () => {
      this.take();
      this.input.focus();
    });
  }

  all(): readonly Addressee[] {
    return this.list;
  }

  set(list: readonly Addressee[]): void {
    this.list = list.filter(each => isAddress(each.address)).slice(0, this.own.max);
    this.draw();
  }

  /** Takes what is typed; answers the text of what is wrong, or null. */
  check(): string | null {
    if (this.input.value.trim() !== '' && !this.take()) return this.error.textContent?.trim() ?? '';
    if (this.list.length > 0) return null;
    const text = this.words.get('recipients.none');
    setError(this.input, this.error, text);
    return text;
  }

  /** Each row asks for a mobile, or none does; what was typed is kept. */
  askMobiles(asks: boolean): void {
    if (this.asksMobiles === asks) return;
    this.asksMobiles = asks;
    this.draw();
  }

  /** Rows without a mobile, told at their fields. */
  checkMobiles(): Fault[] {
    if (!this.asksMobiles) return [];
    return this.list.flatMap((each, i) => (each.mobile?.trim() ? [] : [this.complainMobile(i, this.words.get('mobile.missing', { address: each.address }))]));
  }

  /** The server does not take that number. */
  refuseMobile(index: number): Fault | null {
    const each = this.list[index];
    return each ? this.complainMobile(index, this.words.get('mobile.invalid', { mobile: each.mobile ?? '' })) : null;
  }

  private complainMobile(index: number, text: string): Fault {
    const row = element('recipients').children[index] as HTMLElement;
    const field = part(row, 'mobile', HTMLInputElement);
    setError(field, part(row, 'mobile-error', HTMLElement), text);
    return { field, text };
  }

  lock(isLocked: boolean): void {
    this.input.disabled = isLocked;
    for (const button of document.querySelectorAll<HTMLButtonElement | HTMLInputElement | HTMLSelectElement>('#recipients button, #recipients input, #recipients select, #recipient-add')) button.disabled = isLocked;
  }

  /** A contact that was chosen, with the mobile that the address book has. */
  private add(contact: Addressee): void {
    const fault = this.faultOf(contact);
    if (fault === null) this.list.push({ address: contact.address, name: contact.name, ...(contact.mobile ? { mobile: contact.mobile, country: contact.country ?? '' } : {}) });
    this.input.value = '';
    this.draw();
    setError(this.input, this.error, fault?.text ?? null);
    this.onChange();
  }

  /** false: something stays in the field, with its error. */
  private take(): boolean {
    const left: string[] = [];
    let problem: string | null = null;
    for (const each of split(this.input.value)) {
      const fault = this.faultOf(each);
      if (fault === null) this.list.push(each);
      else {
        problem ??= fault.text;
        if (fault.isKept) left.push(each.name ? `${each.name} <${each.address}>` : each.address);
      }
    }
    this.input.value = left.join(', ');
    this.draw();
    setError(this.input, this.error, problem);
    this.onChange();
    return problem === null;
  }

  private faultOf(each: Addressee): { text: string; isKept: boolean } | null {
    if (!isAddress(each.address)) return { text: this.words.get('recipients.invalid', { address: each.address }), isKept: true };
    if (this.list.some(other => other.address.toLowerCase() === each.address.toLowerCase()))
      return { text: this.words.get('recipients.twice', { address: each.address }), isKept: false };
    if (this.list.length >= this.own.max) return { text: this.words.get('recipients.many', { max: this.own.max }), isKept: true };
    return null;
  }

  private draw(): void {
    const root = element('recipients');
    root.replaceChildren(...this.list.map(each => this.row(each)));
    setText(element('recipients-count'), this.list.length === 0 ? '' : this.words.count('recipients.count', this.list.length));
  }

  private row(each: Addressee): HTMLElement {
    const row = clone('recipient-row');
    setText(part(row, 'initials', HTMLElement), initials(each.name || each.address));
    setText(part(row, 'name', HTMLElement), each.name || each.address);
    setText(part(row, 'address', HTMLElement), this.remark(each));
    const remove = part(row, 'remove', HTMLButtonElement);
    remove.setAttribute('aria-label', this.words.get('recipients.remove', { address: each.name || each.address }));
    remove.addEventListener('click', () => {
      this.list = this.list.filter(other => other.address !== each.address);
      this.draw();
      this.input.focus();
      this.onChange();
    });
    if (this.asksMobiles) row.append(this.mobileField(each));
    return row;
  }

  private mobileField(each: Addressee): HTMLElement {
    const field = clone('recipient-mobile');
    const [input, country] = [part(field, 'mobile', HTMLInputElement), part(field, 'country', HTMLSelectElement)];
    const label = part(field, 'mobile-label', HTMLLabelElement);
    input.id = `mobile-${this.list.indexOf(each)}`;
    label.htmlFor = input.id;
    setText(label, this.words.get('mobile.label', { name: each.name || each.address }));
    input.value = each.mobile ?? '';
    if (each.country) country.value = each.country;
    const keep = (): void => {
      this.list = this.list.map(other => (other.address === each.address ? { ...other, mobile: input.value, country: country.value } : other));
      if (input.value.trim() !== '') setError(input, part(field, 'mobile-error', HTMLElement), null);
      this.onChange();
    };
    input.addEventListener('input', keep);
    country.addEventListener('change', keep);
    return field;
  }

  private remark(each: Addressee): string {
    const suggestion = suggestionFor(each.address);
    if (suggestion) return this.words.get('recipients.mistyped', { address: each.address, suggestion });
    const isOutside = !each.address.toLowerCase().endsWith(`@${this.own.domain.toLowerCase()}`);
    return [each.name ? each.address : '', isOutside ? this.words.get('recipients.outside') : ''].filter(text => text !== '').join(' · ');
  }
}

export function isAddress(text: string): boolean {
  return text.length <= 254 && kAddress.test(text) && !text.includes('..') && !/^\.|\.@/.test(text);
}

/** `Louis Gagné <louis@example.com>, nadia@example.com; …` */
function split(text: string): Addressee[] {
  return text.split(/[,;\n]+/).map(each => each.trim()).filter(each => each !== '').map(each => {
    const named = /^"?([^"<]*?)"?\s*<([^<>]+)>$/.exec(each);
    return named ? { name: (named[1] ?? '').trim(), address: (named[2] ?? '').trim() } : { name: '', address: each.replace(/^mailto:/i, '').replace(/[<>]/g, '') };
  });
}

/** A known domain one letter away: gmial.com. */
function suggestionFor(address: string): string | null {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const near = kKnownDomains.find(known => known !== domain && distance(known, domain) === 1);
  return near && !kKnownDomains.includes(domain) ? `${address.slice(0, at)}@${near}` : null;
}

/** Damerau's distance, up to 2. */
function distance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 1) return 2;
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 2;
}
