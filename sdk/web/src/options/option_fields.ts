// Runs the fields of what holds for all recipients: gates, opens, expiry, language and delivery.
import { asksOpeningCode, type Delivery, fields, isDelivery } from '@secure-exchanges/client';
import { PasswordField } from '../gates/password_field.js';
import { type Suggestion, suggestionOf } from '../gates/password_suggestion.js';
import { componentOf, type Ids, linkTo, part, place, relate, setError, setText, show } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';
import { type Format, whole } from '../page/format.js';
import { serverNow } from '../page/now.js';
import { Words } from '../page/words.js';
import type { WireOptions } from './composed_options.js';
import { countOpens } from './opens_words.js';

/** Holds the sender's options for all recipients. */
export interface Choices {
  /** Is null where the author chose nothing: the code is asked of those whom nothing else protects. */
  readonly asksCode: boolean | null;
  /** Is null without a password. */
  readonly password: string | null;
  readonly opens: number;
  readonly expiresInSeconds: number;
  /** Is a short tag, such as `fr`, of a language that the server speaks. */
  readonly language: string;
  readonly delivery: Delivery;
  /** Tells whether the link goes to each recipient's mobile. */
  readonly needsMobile: boolean;
  readonly protects: 'all' | 'files';
}

/** Says what may be chosen in place of a default, as settings of the company or a group allow it. */
export interface OptionRule {
  readonly min: number;
  readonly max: number;
  /** Tells whether nothing but the default may be chosen. */
  readonly isFixed: boolean;
  /** Tells the author who decided so, and who can change it; empty: nobody did. */
  readonly note: string;
  /** Is the page that decides it, for an author who may change it; empty for others. */
  readonly page: string;
}

/** Holds the company's limits and defaults. */
export interface OptionBounds {
  readonly opensDefault: number;
  readonly opensDefaultGated: number;
  readonly opensMax: number;
  readonly hoursDefault: number;
  readonly hoursMax: number;
  readonly suggestion: Suggestion;
  /** Tells whether the company wants constant protection. */
  readonly asksCodeAlways: boolean;
  /** Tells how opening codes travel: in the notification, in a mail of their own, or told by the author. */
  readonly codeDelivery: 'notice' | 'mail' | 'author';
  /** Is the page that decides that, for an author who may change it; empty for others. */
  readonly codePage: string;
  readonly opensRule: OptionRule;
  readonly opensGatedRule: OptionRule;
  readonly hoursRule: OptionRule;
  readonly protects: 'all' | 'files';
  readonly protectRule: OptionRule;
}

/** Reads a rule from the attributes data-NAME-min, -max, -fixed, -note, -who and -page; a form may leave all of them out. */
function ruleOf(settings: DOMStringMap, name: string, max: number): OptionRule {
  return {
    min: Number(settings[`${name}Min`] ?? 1),
    max: Number(settings[`${name}Max`] ?? max),
    isFixed: settings[`${name}Fixed`] === 'true',
    note: [settings[`${name}Note`], settings[`${name}Who`]].filter(each => each).join(' '),
    page: settings[`${name}Page`] ?? '',
  };
}

function codeDeliveryOf(word: string | undefined): OptionBounds['codeDelivery'] {
  return word === 'mail' || word === 'author' ? word : 'notice';
}

/** Reads the limits and defaults from the attributes that a form has for them (docs/partners-guide.md). */
export function optionBoundsOf(settings: DOMStringMap): OptionBounds {
  return {
    opensDefault: Number(settings['opensDefault']),
    opensDefaultGated: Number(settings['opensDefaultGated']),
    opensMax: Number(settings['opensMax']),
    hoursDefault: Number(settings['hoursDefault']),
    hoursMax: Number(settings['hoursMax']),
    suggestion: suggestionOf(settings),
    asksCodeAlways: settings['asksCodeAlways'] === 'true',
    codeDelivery: codeDeliveryOf(settings['codeDelivery']),
    codePage: settings['codePage'] ?? '',
    opensRule: ruleOf(settings, 'opensRule', Number(settings['opensMax'])),
    opensGatedRule: ruleOf(settings, 'opensGatedRule', Number(settings['opensMax'])),
    hoursRule: ruleOf(settings, 'hoursRule', Number(settings['hoursMax'])),
    protects: settings['protects'] === 'files' ? 'files' : 'all',
    protectRule: ruleOf(settings, 'protectRule', 1),
  };
}

/** Holds the options as they were typed, which is what a draft keeps. */
export interface TypedChoices {
  /** Is null or missing where the author chose nothing. */
  readonly asksCode?: boolean | null;
  readonly asksPassword: boolean;
  readonly password?: string;
  readonly opens: string;
  readonly expiry: string;
  readonly unit: string;
  readonly language: string;
  readonly delivery: string;
  readonly protects?: string;
}

/** Runs the fields of the options (partials `sx-protect`, `sx-own-gates`, `sx-options`). */
export class OptionFields {
  private readonly words: Words;
  private readonly code: HTMLButtonElement;
  private readonly gate: HTMLButtonElement;
  private readonly password: PasswordField;
  private readonly opens: HTMLInputElement;
  private readonly expiry: HTMLInputElement;
  private readonly unit: HTMLSelectElement;
  private readonly language: HTMLSelectElement;
  private readonly delivery: HTMLSelectElement;
  private readonly filesOnly: HTMLInputElement;
  private readonly codeHint: string;
  private asksCode: boolean | null = null;
  /** Tells of each recipient whether something makes the opening code unnecessary. */
  private areGated: readonly boolean[] = [false];
  private hasChosenOpens = false;
  /** Is the most opens that the company's rules for the recipients allow; null: they do not limit them. */
  private opensMost: number | null = null;
  private rulesPage = '';
  private areOthers = false;
  private haveMobileGates = false;

  /** Prepares the fields. @param root holds the three partials, and nothing that a recipient has of their own. */
  constructor(
    private readonly root: HTMLElement,
    private readonly format: Format,
    private readonly bounds: OptionBounds,
    private readonly onChange: () => void,
    ids?: Ids,
  ) {
    const own = componentOf(root, 'options/1');
    this.words = Words.in(own);
    for (const each of [componentOf(root, 'protect/1'), componentOf(root, 'own-gates/1'), own]) relate(each, ids);
    this.code = part(root, 'gate-code', HTMLButtonElement);
    this.gate = part(root, 'gate-password', HTMLButtonElement);
    this.opens = part(root, 'opens', HTMLInputElement);
    this.expiry = part(root, 'expiry', HTMLInputElement);
    this.unit = part(root, 'expiry-unit', HTMLSelectElement);
    this.language = part(root, 'language', HTMLSelectElement);
    this.delivery = part(root, 'delivery', HTMLSelectElement);
    this.filesOnly = part(root, 'protect-files', HTMLInputElement);
    this.gate.setAttribute('aria-controls', place(root, 'password-field').id);
    this.password = new PasswordField(
      place(root, 'password-field'),
      bounds.suggestion,
      () => this.changed(),
      { label: this.words.get('password.label') },
      ids,
    );
    this.password.input.addEventListener('blur', () => void this.password.faults(isPressed(this.gate)));
    this.codeHint =
      bounds.codeDelivery === 'notice'
        ? (place(root, 'gate-code-hint').textContent ?? '')
        : this.words.get(`code.by.${bounds.codeDelivery}`);
    if (bounds.asksCodeAlways) {
      this.code.dataset['gateLocked'] = '';
      this.code.setAttribute('aria-disabled', 'true');
      linkTo(part(root, 'gate-code-page', HTMLAnchorElement), bounds.codePage);
    }
    this.setHours(bounds.hoursDefault);
    if (bounds.protects === 'files') this.filesOnly.checked = true;
    // More protection than a setting asks for is always allowed.
    if (bounds.protectRule.isFixed && bounds.protects === 'all') this.filesOnly.dataset['fixed'] = 'true';
    setText(place(root, 'protect-rule'), bounds.protectRule.note);
    show(place(root, 'protect-rule'), bounds.protectRule.note !== '');
    linkTo(part(root, 'protect-page', HTMLAnchorElement), bounds.protectRule.page);
    this.code.addEventListener('click', () => this.toggleCode());
    this.gate.addEventListener('click', () => this.togglePassword());
    place(this.root, 'opens-less').addEventListener('click', () => this.step(-1));
    place(this.root, 'opens-more').addEventListener('click', () => this.step(1));
    this.opens.addEventListener('input', () => {
      this.hasChosenOpens = true;
    });
    this.opens.addEventListener('keydown', event => {
      if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.step(event.key === 'ArrowUp' ? 1 : -1);
    });
    for (const field of [this.opens, this.expiry]) {
      field.addEventListener('input', () => this.changed());
      field.addEventListener('blur', () => void this.faults());
    }
    for (const field of [this.unit, this.language, this.delivery, this.filesOnly, place(this.root, 'protect-all')])
      field.addEventListener('change', () => this.changed());
    this.changed();
  }

  /** Returns the options. Takes a default for a field that is wrong, so call faults() first. */
  choices(): Choices {
    return {
      asksCode: this.bounds.asksCodeAlways ? null : this.asksCode,
      password: isPressed(this.gate) ? this.password.value : null,
      opens: this.opensValue() ?? this.opensDefault(),
      expiresInSeconds: (this.hoursValue() ?? this.bounds.hoursDefault) * 3600,
      language: this.language.value,
      delivery: isDelivery(this.delivery.value) ? this.delivery.value : 'mail',
      needsMobile: this.chosen()?.dataset['contact'] === 'mobile',
      protects: this.filesOnly.checked ? 'files' : 'all',
    };
  }

  /** Words what happens next: `[opens]` are the fewest and the most of any recipient. */
  consequence(opens: readonly [number, number]): string {
    return countOpens(this.words, `next.${this.chosen()?.dataset['next']}`, opens, this.format.day(this.expires()));
  }

  /** Returns what is wrong, and shows it at the fields. */
  faults(): Fault[] {
    const { bounds, words } = this;
    const checks = [
      {
        field: this.opens,
        error: 'opens-error',
        isBad: this.opensValue() === null,
        text: words.get('opens.invalid', { min: this.opensRule().min, max: this.opensRule().max }),
      },
      {
        field: this.expiry,
        error: 'expiry-error',
        isBad: this.hoursValue() === null,
        text: words.get(this.isShort() ? 'expiry.invalid_hours' : 'expiry.invalid', {
          min: bounds.hoursRule.min,
          max: this.isShort() ? bounds.hoursRule.max : Math.floor(bounds.hoursRule.max / 24),
        }),
      },
    ];
    return [
      ...this.password.faults(isPressed(this.gate)),
      ...checks.flatMap(({ field, error, isBad, text }) => {
        setError(field, place(this.root, error), isBad ? text : null);
        return isBad ? [{ field, text }] : [];
      }),
    ];
  }

  /** Returns when a message sent now would expire. */
  expires(): Date {
    return new Date(serverNow() + (this.hoursValue() ?? this.bounds.hoursDefault) * 3_600_000);
  }

  /** Tells whether opens and expiry are numbers within the bounds. */
  isValid(): boolean {
    return this.hoursValue() !== null && this.opensValue() !== null;
  }

  /**
   * Limits the opens as the company's rules for the recipients do, and lowers a larger number; null: not.
   * @param page has the rules, for an author who may change them; empty for others.
   */
  limitOpens(most: number | null, page = ''): void {
    if (most === this.opensMost) return;
    this.opensMost = most;
    this.rulesPage = page;
    const value = whole(this.opens.value, this.bounds.opensMax);
    if (value !== null) this.opens.value = String(Math.min(value, this.opensRule().max));
    this.changed();
  }

  /** Records whether any plugin's gate is on. */
  setOtherGates(are: boolean): void {
    this.areOthers = are;
    this.changed();
  }

  /**
   * Records of each recipient whether a password, or a gate in its place, makes the opening code unnecessary
   * (`Rules.isGated`), and shows who is asked for it.
   */
  setGated(areGated: readonly boolean[]): void {
    this.areGated = areGated;
    this.showCode();
  }

  /**
   * Records whether some recipient's answer goes to their mobile, which rules out delivery by SMS: a code to the phone
   * that has the link protects nothing.
   */
  setMobileGates(haveThey: boolean): void {
    if (this.haveMobileGates === haveThey) return;
    this.haveMobileGates = haveThey;
    this.changed();
  }

  /** Returns the options as they were typed. */
  typed(): TypedChoices {
    return {
      asksCode: this.asksCode,
      asksPassword: isPressed(this.gate),
      ...(isPressed(this.gate) ? { password: this.password.value } : {}),
      opens: this.opens.value,
      expiry: this.expiry.value,
      unit: this.unit.value,
      language: this.language.value,
      delivery: this.delivery.value,
      protects: this.filesOnly.checked ? 'files' : 'all',
    };
  }

  /** Returns the options as the wire has them. @param gates which of the plugins' gates without fields are on. */
  toWire(gates: Readonly<Record<string, boolean>>): WireOptions {
    const { asksCode, opens, expiresInSeconds, language, delivery, protects } = this.choices();
    return {
      language,
      delivery,
      protects,
      opens,
      expires_in: expiresInSeconds,
      gates: { ...gates, ...(asksCode === null ? {} : { code: asksCode }), password: isPressed(this.gate) },
    };
  }

  /** Fills in options of the wire. */
  fromWire(options: WireOptions): void {
    const { code, password } = fields(options['gates']);
    const hours = Math.max(1, Math.round(Number(options['expires_in']) / 3600));
    const isDays = hours % 24 === 0;
    this.restore({
      ...this.typed(),
      asksCode: typeof code === 'boolean' ? code : null,
      asksPassword: password === true,
      opens: String(options['opens']),
      expiry: String(isDays ? hours / 24 : hours),
      unit: isDays ? '24' : '1',
      language: String(options['language']),
      delivery: String(options['delivery']),
      protects: String(options['protects']),
    });
  }

  /** Fills in the options of a draft. */
  restore(typed: TypedChoices): void {
    this.asksCode = typed.asksCode ?? null;
    press(this.gate, typed.asksPassword);
    if (typed.password !== undefined) this.password.value = typed.password;
    else if (typed.asksPassword) this.password.fill();
    this.opens.value = typed.opens;
    this.hasChosenOpens = true;
    this.expiry.value = typed.expiry;
    this.unit.value = typed.unit === '1' ? '1' : '24';
    // A draft may be in a language that the server no longer speaks.
    if ([...this.language.options].some(each => each.value === typed.language)) this.language.value = typed.language;
    this.delivery.value = typed.delivery;
    if (!this.chosen()) this.delivery.selectedIndex = 0; // the draft dates from when this server offered it
    const isFilesOnly = typed.protects === 'files' && this.filesOnly.dataset['fixed'] === undefined;
    part(this.root, isFilesOnly ? 'protect-files' : 'protect-all', HTMLInputElement).checked = true;
    this.changed();
  }

  /** Disables the options while the message is being sent, or enables them again. */
  lock(isLocked: boolean): void {
    for (const field of this.root.querySelectorAll<HTMLInputElement | HTMLButtonElement | HTMLSelectElement>(
      'input, button, select',
    ))
      field.disabled = isLocked;
    if (!isLocked) this.changed();
  }

  /** Asks everybody for the code, or nobody; a choice that changes nothing is none, and follows the other gates. */
  private toggleCode(): void {
    if (this.bounds.asksCodeAlways) return;
    const [now, unchosen] = [this.codeState(this.asksCode), this.codeState(null)];
    const next = now === 'true' ? 'false' : now === 'false' && unchosen === 'mixed' ? 'mixed' : 'true';
    this.asksCode = next === unchosen ? null : next === 'true';
    this.changed();
  }

  private togglePassword(): void {
    press(this.gate, !isPressed(this.gate));
    if (isPressed(this.gate)) {
      this.password.fill();
      show(place(this.root, 'password-field'), true);
      this.password.input.focus();
    }
    this.changed();
  }

  /** Tells whether all recipients are asked for the code, none, or some (`mixed`), given a choice of the author. */
  private codeState(wanted: boolean | null): 'true' | 'false' | 'mixed' {
    const asked = this.areGated.map(isGated => asksOpeningCode(wanted, isGated, this.bounds.asksCodeAlways));
    if (asked.every(is => is)) return 'true';
    return asked.some(is => is) ? 'mixed' : 'false';
  }

  private showCode(): void {
    const state = this.codeState(this.asksCode);
    this.code.setAttribute('aria-pressed', state);
    const word = this.bounds.asksCodeAlways
      ? 'code.always'
      : state === 'mixed'
        ? 'code.some'
        : state === 'false' && this.asksCode === null
          ? 'code.needless'
          : null;
    const text = word === null ? this.codeHint : this.words.get(word);
    // Whoever must pass the code on is told so wherever somebody is asked for it.
    const isTold = this.bounds.codeDelivery === 'author' && word !== null && state !== 'false';
    setText(place(this.root, 'gate-code-hint'), isTold ? `${text} ${this.codeHint}` : text);
  }

  private isGated(): boolean {
    return isPressed(this.gate) || this.areOthers;
  }

  private step(by: number): void {
    this.hasChosenOpens = true;
    const { min, max } = this.opensRule();
    this.opens.value = String(Math.min(max, Math.max(min, (this.opensValue() ?? this.opensDefault()) + by)));
    this.changed();
  }

  private changed(): void {
    if (!this.hasChosenOpens || this.opensRule().isFixed) this.opens.value = String(this.opensDefault());
    if (this.bounds.hoursRule.isFixed) this.setHours(this.bounds.hoursDefault);
    this.showRules();
    show(place(this.root, 'password-field'), isPressed(this.gate));
    this.showCode();
    this.showProtection();
    const delivery = this.chosen()?.dataset['hint'] ?? '';
    show(place(this.root, 'delivery-hint'), delivery !== '');
    setText(place(this.root, 'delivery-hint'), delivery);
    if (this.password.isComplained()) this.password.faults(isPressed(this.gate));
    for (const field of [this.opens, this.expiry]) if (field.getAttribute('aria-invalid') === 'true') this.faults();
    const max = Math.floor(this.bounds.hoursMax / 24);
    const { isFixed, note, page } = this.bounds.hoursRule;
    linkTo(part(this.root, 'expiry-page', HTMLAnchorElement), page);
    const hint = isFixed || this.isShort() ? 'expiry.only' : 'expiry.hint';
    setText(
      place(this.root, 'expiry-hint'),
      [this.hoursValue() === null ? '' : this.words.get(hint, { date: this.format.long(this.expires()), max }), note]
        .filter(each => each !== '')
        .join(' '),
    );
    this.onChange();
  }

  /** Locks what a setting fixes, and says who did. */
  private showRules(): void {
    const { isFixed, min, max, note, page } = this.opensRule();
    linkTo(part(this.root, 'opens-page', HTMLAnchorElement), page);
    this.opens.readOnly = isFixed;
    for (const each of ['opens-less', 'opens-more']) part(this.root, each, HTMLButtonElement).disabled = isFixed;
    setText(
      place(this.root, 'opens-hint'),
      [isFixed ? '' : this.words.get('opens.range', { min, max }), note].filter(each => each !== '').join(' · '),
    );
    this.expiry.readOnly = this.bounds.hoursRule.isFixed;
    this.unit.disabled = this.bounds.hoursRule.isFixed;
    if (this.filesOnly.dataset['fixed'] !== undefined) this.filesOnly.disabled = true;
  }

  /** Shows what travels in clear. Text in clear travels in a mail, so this rules out deliveries without one. */
  private showProtection(): void {
    const isInClear = this.filesOnly.checked;
    for (const option of this.delivery.options)
      option.disabled =
        (isInClear && option.dataset['carries'] !== 'text') ||
        (this.haveMobileGates && option.dataset['contact'] === 'mobile');
    if (this.chosen()?.disabled) this.delivery.selectedIndex = 0;
    show(place(this.root, 'protect-warning'), isInClear);
  }

  private chosen(): HTMLOptionElement | undefined {
    return this.delivery.selectedOptions[0];
  }

  private opensRule(): OptionRule {
    const rule = this.isGated() ? this.bounds.opensGatedRule : this.bounds.opensRule;
    const most = this.opensMost;
    if (most === null || most >= rule.max) return rule;
    return {
      min: Math.min(rule.min, most),
      max: most,
      isFixed: false,
      note: this.words.get('opens.by_rule'),
      page: this.rulesPage,
    };
  }

  private opensDefault(): number {
    const usual = this.isGated() ? this.bounds.opensDefaultGated : this.bounds.opensDefault;
    return Math.min(usual, this.opensRule().max);
  }

  private opensValue(): number | null {
    const { min, max } = this.opensRule();
    const value = whole(this.opens.value, max);
    return value !== null && value >= min ? value : null;
  }

  private hoursValue(): number | null {
    const { min, max } = this.bounds.hoursRule;
    const value = whole(this.expiry.value, max);
    const hours = value === null ? null : value * (this.unit.value === '24' ? 24 : 1);
    return hours !== null && hours >= min && hours <= max ? hours : null;
  }

  /** Tells whether the longest life is better said in hours. */
  private isShort(): boolean {
    return this.bounds.hoursRule.max < 48 || this.bounds.hoursRule.min > 1;
  }

  private setHours(hours: number): void {
    const isDays = hours % 24 === 0;
    this.unit.value = isDays ? '24' : '1';
    this.expiry.value = String(isDays ? hours / 24 : hours);
  }
}

function isPressed(button: HTMLElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

function press(button: HTMLElement, isOn: boolean): void {
  button.setAttribute('aria-pressed', String(isOn));
}
