// Gates, opens, expiry, language and delivery: the composer's side, with its consequences in words.
import { byId, copyText, element, setError, setText, show } from './dom.js';
import type { Format } from './format.js';
import type { Words } from './words.js';

export interface Choices {
  readonly asksCode: boolean;
  /** To the mobile of each recipient. */
  readonly asksSms: boolean;
  /** null: no password. */
  readonly password: string | null;
  readonly opens: number;
  readonly expiresInSeconds: number;
  readonly language: 'fr' | 'en';
  readonly delivery: 'mail' | 'link' | 'eml';
  readonly protects: 'all' | 'files';
}

export interface Fault {
  readonly field: HTMLElement;
  readonly text: string;
}

export interface Bounds {
  readonly opensDefault: number;
  readonly opensDefaultGated: number;
  readonly opensMax: number;
  readonly hoursDefault: number;
  readonly hoursMax: number;
}

/** What a draft keeps: as typed. */
export interface TypedChoices {
  readonly asksCode: boolean;
  readonly asksSms?: boolean;
  readonly asksPassword: boolean;
  readonly opens: string;
  readonly expiry: string;
  readonly unit: string;
  readonly language: string;
  readonly delivery: string;
  readonly protects?: string;
}

// Without look-alikes; one of each sort stands in every suggestion.
const kAlphabets = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '#%+=?@!-'] as const;
const kPasswordLength = 12;
const kLeastPassword = 8;

export class Limits {
  private readonly code = byId('gate-code', HTMLButtonElement);
  private readonly gate = byId('gate-password', HTMLButtonElement);
  /** null: this server sends no SMS. */
  private readonly sms = document.querySelector<HTMLButtonElement>('#gate-sms');
  private readonly password = byId('password', HTMLInputElement);
  private readonly opens = byId('opens', HTMLInputElement);
  private readonly expiry = byId('expiry', HTMLInputElement);
  private readonly unit = byId('expiry-unit', HTMLSelectElement);
  private readonly language = byId('language', HTMLSelectElement);
  private readonly delivery = byId('delivery', HTMLSelectElement);
  private readonly filesOnly = byId('protect-files', HTMLInputElement);
  private hasChosenOpens = false;
  private areOthers = false;

  constructor(private readonly words: Words, private readonly format: Format, private readonly bounds: Bounds, private readonly onChange: () => void) {
    this.setHours(bounds.hoursDefault);
    for (const toggle of [this.code, this.gate, ...(this.sms ? [this.sms] : [])]) toggle.addEventListener('click', () => this.toggle(toggle));
    element('password-suggest').addEventListener('click', () => {
      this.password.value = suggestPassword();
      this.changed();
    });
    element('password-copy').addEventListener('click', () => void this.copyPassword());
    element('opens-less').addEventListener('click', () => this.step(-1));
    element('opens-more').addEventListener('click', () => this.step(1));
    this.opens.addEventListener('input', () => { this.hasChosenOpens = true; });
    this.opens.addEventListener('keydown', event => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.step(event.key === 'ArrowUp' ? 1 : -1);
    });
    for (const field of [this.password, this.opens, this.expiry]) {
      field.addEventListener('input', () => this.changed());
      field.addEventListener('blur', () => void this.faults());
    }
    for (const field of [this.unit, this.language, this.delivery, this.filesOnly, element('protect-all')]) field.addEventListener('change', () => this.changed());
    this.changed();
  }

  /** Throws away nothing; call faults() first. */
  choices(): Choices {
    return {
      asksCode: isPressed(this.code), asksSms: this.asksSms(), password: isPressed(this.gate) ? this.password.value : null, opens: this.opensValue() ?? 1,
      expiresInSeconds: (this.hoursValue() ?? this.bounds.hoursDefault) * 3600,
      language: this.language.value === 'en' ? 'en' : 'fr', delivery: deliveryOf(this.delivery.value), protects: this.filesOnly.checked ? 'files' : 'all',
    };
  }

  /** What is wrong, shown at the fields too. */
  faults(): Fault[] {
    const { bounds, words } = this;
    const checks = [
      { field: this.password, error: 'password-error', isBad: isPressed(this.gate) && [...this.password.value].length < kLeastPassword, text: words.get('password.missing') },
      { field: this.opens, error: 'opens-error', isBad: this.opensValue() === null, text: words.get('opens.invalid', { max: bounds.opensMax }) },
      { field: this.expiry, error: 'expiry-error', isBad: this.hoursValue() === null, text: words.get('expiry.invalid', { max: Math.floor(bounds.hoursMax / 24) }) },
    ];
    return checks.flatMap(({ field, error, isBad, text }) => {
      setError(field, element(error), isBad ? text : null);
      return isBad ? [{ field, text }] : [];
    });
  }

  expires(): Date {
    return new Date(Date.now() + (this.hoursValue() ?? this.bounds.hoursDefault) * 3_600_000);
  }

  /** Gates of plugins are on, or none is. */
  hasOtherGates(are: boolean): void {
    this.areOthers = are;
    this.changed();
  }

  typed(): TypedChoices {
    return {
      asksCode: isPressed(this.code), asksSms: this.asksSms(), asksPassword: isPressed(this.gate), opens: this.opens.value, expiry: this.expiry.value, unit: this.unit.value,
      language: this.language.value, delivery: this.delivery.value, protects: this.filesOnly.checked ? 'files' : 'all',
    };
  }

  /** A draft keeps no password; a new one is suggested. */
  restore(typed: TypedChoices): void {
    press(this.code, typed.asksCode);
    press(this.gate, typed.asksPassword);
    if (this.sms) press(this.sms, typed.asksSms === true);
    if (typed.asksPassword) this.password.value = suggestPassword();
    this.opens.value = typed.opens;
    this.hasChosenOpens = true;
    this.expiry.value = typed.expiry;
    this.unit.value = typed.unit === '1' ? '1' : '24';
    this.language.value = typed.language === 'en' ? 'en' : 'fr';
    this.delivery.value = deliveryOf(typed.delivery);
    byId(typed.protects === 'files' ? 'protect-files' : 'protect-all', HTMLInputElement).checked = true;
    this.changed();
  }

  lock(isLocked: boolean): void {
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLButtonElement | HTMLSelectElement>('.sx-compose-side input, .sx-compose-side button, .sx-compose-side select'))
      field.disabled = isLocked;
  }

  private toggle(button: HTMLButtonElement): void {
    press(button, !isPressed(button));
    if (button === this.gate && isPressed(this.gate)) {
      if (this.password.value === '') this.password.value = suggestPassword();
      show(element('password-field'), true);
      this.password.focus();
    }
    this.changed();
  }

  private isGated(): boolean {
    return isPressed(this.gate) || this.asksSms() || this.areOthers;
  }

  private asksSms(): boolean {
    return this.sms !== null && isPressed(this.sms);
  }

  private step(by: number): void {
    this.hasChosenOpens = true;
    this.opens.value = String(Math.min(this.bounds.opensMax, Math.max(1, (this.opensValue() ?? this.bounds.opensDefault) + by)));
    this.changed();
  }

  private changed(): void {
    if (!this.hasChosenOpens) this.opens.value = String(this.isGated() ? this.bounds.opensDefaultGated : this.bounds.opensDefault);
    show(element('password-field'), isPressed(this.gate));
    show(element('gate-sms-hint'), this.asksSms());
    show(element('gates-warning'), !this.isGated() && !isPressed(this.code));
    this.showProtection();
    show(element('delivery-hint'), this.delivery.value !== 'mail');
    if (this.delivery.value !== 'mail') setText(element('delivery-hint'), this.words.get(`delivery.${deliveryOf(this.delivery.value)}`));
    for (const field of [this.password, this.opens, this.expiry])
      if (field.getAttribute('aria-invalid') === 'true') this.faults();
    const isValid = this.hoursValue() !== null && this.opensValue() !== null;
    const max = Math.floor(this.bounds.hoursMax / 24);
    setText(element('expiry-hint'), this.hoursValue() === null ? '' : this.words.get('expiry.hint', { date: this.format.long(this.expires()), max }));
    setText(element('consequence'), !isValid ? '' : this.words.count(`next.${this.delivery.value === 'mail' ? 'mail' : 'link'}`, this.opensValue() ?? 1,
      { date: this.format.day(this.expires()) }));
    this.onChange();
  }

  /** Says what travels in clear; a text in clear needs a mail that carries it. */
  private showProtection(): void {
    const isInClear = this.filesOnly.checked;
    const link = this.delivery.querySelector<HTMLOptionElement>('option[value="link"]');
    if (link) link.disabled = isInClear;
    if (isInClear && this.delivery.value === 'link') this.delivery.value = 'mail';
    show(element('protect-warning'), isInClear);
    for (const id of ['shows-subject-field', 'subject-hint']) show(element(id), !isInClear);  // the subject is sealed no more
  }

  private opensValue(): number | null {
    return whole(this.opens.value, this.bounds.opensMax);
  }

  private hoursValue(): number | null {
    const value = whole(this.expiry.value, this.bounds.hoursMax);
    const hours = value === null ? null : value * (this.unit.value === '24' ? 24 : 1);
    return hours !== null && hours <= this.bounds.hoursMax ? hours : null;
  }

  private setHours(hours: number): void {
    const isDays = hours % 24 === 0;
    this.unit.value = isDays ? '24' : '1';
    this.expiry.value = String(isDays ? hours / 24 : hours);
  }

  private async copyPassword(): Promise<void> {
    if (await copyText(this.password.value)) setText(element('password-state'), this.words.get('password.copied'));
    else this.password.select();
  }
}

function deliveryOf(value: string): Choices['delivery'] {
  return value === 'link' || value === 'eml' ? value : 'mail';
}

function whole(text: string, max: number): number | null {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= max ? value : null;
}

function isPressed(button: HTMLElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

function press(button: HTMLElement, isOn: boolean): void {
  button.setAttribute('aria-pressed', String(isOn));
}

/** 12 characters of four sorts, drawn evenly. */
export function suggestPassword(): string {
  const drawn = kAlphabets.map(alphabet => pick(alphabet));
  while (drawn.length < kPasswordLength) drawn.push(pick(kAlphabets[below(3)] ?? kAlphabets[0]));
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = below(i + 1);
    const [left, right] = [drawn[i] ?? '', drawn[j] ?? ''];
    drawn[i] = right;
    drawn[j] = left;
  }
  return drawn.join('');
}

function pick(alphabet: string): string {
  return alphabet[below(alphabet.length)] ?? '';
}

/** Even below `limit`, at most 256. */
function below(limit: number): number {
  const ceiling = 256 - (256 % limit);
  for (;;) {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? 255;
    if (byte < ceiling) return byte % limit;
  }
}
