// Shows one recipient: their name and address, their own rules, and the mobile for a gate or for the link.
import type { Ruling } from '@secure-exchanges/client';
import { PasswordField } from '../gates/password_field.js';
import type { Suggestion } from '../gates/password_suggestion.js';
import { clone, initials, part, place, relate, setError, setText, show } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';
import { whole } from '../page/format.js';
import type { Words } from '../page/words.js';
import { correctionOf } from './addresses.js';
import { type Mobile, MobileField } from './mobile_field.js';
import { type OwnRules, type RuleBounds, type Rules, rulesFor, type SharedRules } from './recipient_rules.js';

/** Describes a recipient as a draft keeps them. */
export interface Addressee extends Mobile {
  readonly address: string;
  readonly name: string;
  /** Holds the recipient's own rules; empty or missing if those for all apply. */
  readonly rules?: OwnRules;
}

/** Holds what a row needs to know of the company's limits. */
export interface RowBounds extends RuleBounds {
  /** Is the sender's own mail domain. */
  readonly domain: string;
  readonly opensDefaultGated: number;
  /** Holds a choice for each gate of plugins that a recipient may have or go without (docs/gates.md). */
  readonly gateRules: HTMLTemplateElement | null;
  readonly suggestion: Suggestion;
}

/** Is the value of a select: as for all recipients, the recipient's own, or without. */
type Stance = 'all' | 'own' | 'none';

/** Runs the row of one recipient. */
export class RecipientRow {
  readonly root: HTMLElement;
  private readonly disclosure: HTMLButtonElement;
  private readonly panel: HTMLElement;
  /** Holds the choice of each gate that has one in the row: `password`, and those of plugins. */
  private readonly choices: ReadonlyMap<string, HTMLSelectElement>;
  private readonly opensChoice: HTMLSelectElement;
  private readonly opens: HTMLInputElement;
  private readonly opensError: HTMLElement;
  private readonly password: PasswordField;
  /** Is created when first needed, because it holds a long list of countries. */
  private mobile: MobileField | null = null;
  private ruling: Ruling | null = null;
  /** Holds the gates that thesaurus rules force. */
  private locked: ReadonlySet<string> = new Set();
  /** Holds the gates that a rule for this recipient turned on, and no choice of the author's. */
  private readonly imposed = new Set<string>();
  private readonly offered = new Set<string>();

  /**
   * Makes the row.
   * @param list holds the templates of a row and of its mobile.
   * @param number identifies the row on its page and is never reused.
   */
  constructor(
    private readonly list: HTMLElement,
    private readonly who: Addressee,
    private readonly number: number,
    private all: SharedRules,
    private readonly words: Words,
    private readonly bounds: RowBounds,
    private readonly on: { readonly changed: () => void; readonly removed: () => void },
  ) {
    this.root = clone(list, 'recipient-row');
    if (bounds.gateRules) place(this.root, 'opens-field').before(bounds.gateRules.content.cloneNode(true));
    relate(this.root, name => this.idOf(name));
    this.disclosure = part(this.root, 'rules-toggle', HTMLButtonElement);
    this.panel = place(this.root, 'rules');
    this.choices = new Map(
      [...this.root.querySelectorAll<HTMLElement>('[data-gate-rule]')].flatMap(rule => {
        const choice = rule.querySelector('select');
        return choice ? [[rule.dataset['gateRule'] ?? '', choice]] : [];
      }),
    );
    this.opensChoice = part(this.root, 'opens-choice', HTMLSelectElement);
    this.opens = part(this.root, 'opens', HTMLInputElement);
    this.opensError = place(this.root, 'opens-error');
    const name = this.name();
    this.password = new PasswordField(this.root, bounds.suggestion, () => this.changed(), {
      label: words.get('rules.password.label', { name }),
      missing: words.get('rules.password.missing', { name }),
    });
    this.password.input.addEventListener('blur', () => void this.password.faults(this.stance('password') === 'own'));
    this.label();
    this.disclosure.addEventListener('click', () =>
      this.open(this.disclosure.getAttribute('aria-expanded') !== 'true'),
    );
    part(this.root, 'remove', HTMLButtonElement).addEventListener('click', on.removed);
    this.listen();
    this.restore(who.rules ?? {});
    this.follow(all);
  }

  /** Returns the recipient's address. */
  address(): string {
    return this.who.address;
  }

  /** Returns the recipient as typed. */
  get(): Addressee {
    const { address, name, mobile, country } = this.who;
    const kept: Mobile = this.mobile?.get() ?? { ...(mobile ? { mobile } : {}), ...(country ? { country } : {}) };
    return { address, name, ...kept, rules: this.own() };
  }

  /** Returns the rules that apply to this recipient. */
  rules(): Rules {
    return rulesFor(this.own(), this.all, this.bounds);
  }

  /** Takes over the rules for all, and shows them beside the recipient's own. */
  follow(all: SharedRules): void {
    this.all = all;
    this.impose();
    const { words } = this;
    const offer = (choice: HTMLSelectElement, what: string | number): void => {
      const option = choice.options[0];
      if (option) setText(option, words.get('rules.all', { what }));
    };
    for (const [gate, choice] of this.choices) {
      const isOn = gate === 'password' ? all.password !== null : all.gates.includes(gate);
      offer(choice, words.get(isOn ? 'rules.yes' : 'rules.no'));
    }
    offer(this.opensChoice, all.opens);
    show(place(this.root, 'password-own'), this.stance('password') === 'own');
    show(this.opens, this.opensChoice.value === 'own');
    this.showMobile();
    const summary = place(this.root, 'rules-summary');
    setText(summary, this.summary());
    show(summary, summary.textContent !== '');
  }

  /**
   * Tells whether the recipient has a gate of their own, goes without it, or has what all have. Gates without a
   * choice in the row are as for all.
   */
  stance(gate: string): Stance {
    const choice = this.choices.get(gate);
    return choice?.value === 'own' || choice?.value === 'none' ? choice.value : 'all';
  }

  /** Takes back the choice to go without a gate. Returns false if the recipient had not made it. */
  require(gate: string): boolean {
    const choice = this.choices.get(gate);
    if (choice?.value !== 'none') return false;
    choice.value = 'all';
    return true;
  }

  /** Disables "without" for the gates that a rule of the company forces. */
  lockGates(gates: ReadonlySet<string>): void {
    this.locked = gates;
    for (const [gate, choice] of this.choices) {
      const isForced = gates.has(gate) || this.mustAnswer(gate);
      const without = choice.querySelector<HTMLOptionElement>('option[value="none"]');
      const asAll = choice.querySelector<HTMLOptionElement>('option[value="all"]');
      if (without) without.disabled = isForced;
      if (asAll) asAll.disabled = this.mustAnswer(gate) && !this.isShared(gate);
      show(place(this.root, `${gate}-forced`), isForced);
    }
  }

  /** Applies the company's rule for this recipient; null: none. Returns whether that changed their own rules. */
  obey(ruling: Ruling | null): boolean {
    this.ruling = ruling;
    setText(place(this.root, 'address'), this.remark());
    const wanted = (ruling?.preferred ?? []).filter(gate => !this.offered.has(gate));
    for (const gate of wanted) {
      this.offered.add(gate);
      if (!this.isShared(gate) && this.stance(gate) === 'all') this.choose(gate, 'own');
    }
    const isImposed = this.impose();
    if (wanted.length > 0 || isImposed) this.follow(this.all);
    this.lockGates(this.locked);
    return wanted.length > 0 || isImposed;
  }

  /** Tells whether the company lets nothing be sent to this recipient. */
  isForbidden(): boolean {
    return this.ruling?.isForbidden ?? false;
  }

  /** Returns what is wrong, and shows it at the fields, which it reveals. */
  faults(): Fault[] {
    const own = [...this.password.faults(this.stance('password') === 'own'), ...this.opensFaults()];
    if (own.length > 0) this.open(true);
    const isMissing = this.rules().needsMobile && this.mobile?.isEmpty();
    return [
      ...own,
      ...(isMissing && this.mobile
        ? [this.mobile.complain(this.words.get('mobile.missing', { address: this.who.address }))]
        : []),
    ];
  }

  /**
   * Shows that the server refused the mobile number.
   * @param why `invalid`, or `limited` if the number cannot get more texts for now.
   */
  refuseMobile(why: 'invalid' | 'limited'): Fault | null {
    return this.mobile?.complain(this.words.get(`mobile.${why}`, { mobile: this.mobile.get().mobile ?? '' })) ?? null;
  }

  private mustAnswer(gate: string): boolean {
    return this.ruling?.must.includes(gate) ?? false;
  }

  /** Tells whether all recipients have a gate. */
  private isShared(gate: string): boolean {
    return gate === 'password' ? this.all.password !== null : this.all.gates.includes(gate);
  }

  private choose(gate: string, stance: Stance): void {
    const choice = this.choices.get(gate);
    if (!choice) return;
    choice.value = stance;
    if (gate === 'password' && stance === 'own' && this.password.value === '') this.password.fill();
  }

  /** Gives this recipient the gates that a rule demands and others go without; takes them back when it does not. */
  private impose(): boolean {
    let isChanged = false;
    for (const gate of this.choices.keys()) {
      const isNeeded = this.mustAnswer(gate) && !this.isShared(gate);
      if (isNeeded && this.stance(gate) !== 'own') {
        this.choose(gate, 'own');
        this.imposed.add(gate);
        isChanged = true;
      } else if (!isNeeded && this.imposed.delete(gate)) {
        this.choose(gate, 'all');
        isChanged = true;
      } else if (this.mustAnswer(gate) && this.stance(gate) === 'none') {
        this.choose(gate, 'all');
        isChanged = true;
      }
    }
    return isChanged;
  }

  private opensMost(): number {
    return Math.min(this.bounds.opensMax, this.ruling?.opensMax ?? this.bounds.opensMax);
  }

  private own(): OwnRules {
    const { password, ...gates } = Object.fromEntries(
      [...this.choices.keys()].map(gate => [gate, this.stance(gate)] as const).filter(([, stance]) => stance !== 'all'),
    );
    return {
      ...(password === undefined ? {} : { password: password === 'own' ? this.password.value : null }),
      gates: Object.fromEntries(Object.entries(gates).map(([gate, stance]) => [gate, stance === 'own'])),
      ...(this.opensChoice.value === 'own' ? { opens: this.opens.value } : {}),
    };
  }

  private restore({ password, gates, opens }: OwnRules): void {
    const own = { ...gates, ...(password === undefined ? {} : { password: password !== null }) };
    for (const [gate, isOwn] of Object.entries(own)) {
      const choice = this.choices.get(gate); // missing if the gate's plugin was removed since
      if (choice) choice.value = isOwn ? 'own' : 'none';
    }
    this.password.value = password ?? '';
    if (opens === undefined) return;
    this.opensChoice.value = 'own';
    this.opens.value = opens;
  }

  private listen(): void {
    for (const [gate, choice] of this.choices)
      choice.addEventListener('change', () => {
        if (gate === 'password' && this.stance(gate) === 'own') this.password.fill();
        this.changed();
      });
    this.opensChoice.addEventListener('change', () => {
      if (this.opens.value === '') this.opens.value = String(this.firstOpens());
      this.changed();
    });
    this.opens.addEventListener('input', () => this.changed());
    this.opens.addEventListener('blur', () => void this.opensFaults());
  }

  private changed(): void {
    if (this.password.isComplained()) this.password.faults(this.stance('password') === 'own');
    if (this.opens.getAttribute('aria-invalid') === 'true') this.opensFaults();
    this.follow(this.all);
    this.on.changed();
  }

  private opensFaults(): Fault[] {
    const isBad = this.opensChoice.value === 'own' && whole(this.opens.value, this.opensMost()) === null;
    const text = this.words.get('rules.opens.invalid', { name: this.name(), max: this.opensMost() });
    setError(this.opens, this.opensError, isBad ? text : null);
    return isBad ? [{ field: this.opens, text }] : [];
  }

  /**
   * Returns the opens to propose: those of all or, if the recipient has their own gate, at least the default of gated
   * things.
   */
  private firstOpens(): number {
    const isGated = [...this.choices.keys()].some(gate => this.stance(gate) === 'own');
    return isGated ? Math.max(this.all.opens, this.bounds.opensDefaultGated) : this.all.opens;
  }

  private showMobile(): void {
    const isAsked = this.rules().needsMobile;
    if (isAsked && this.mobile === null) {
      this.mobile = new MobileField(
        clone(this.list, 'recipient-mobile'),
        this.words.get('mobile.label', { name: this.name() }),
        this.who,
        () => this.on.changed(),
        name => this.idOf(name),
      );
      this.root.append(this.mobile.root);
    }
    if (this.mobile) show(this.mobile.root, isAsked);
  }

  private open(isOpen: boolean): void {
    show(this.panel, isOpen);
    this.disclosure.setAttribute('aria-expanded', String(isOpen));
  }

  private name(): string {
    return this.who.name || this.who.address;
  }

  private label(): void {
    const { root, words } = this;
    const name = this.name();
    setText(place(root, 'initials'), initials(name));
    setText(place(root, 'name'), name);
    setText(place(root, 'address'), this.remark());
    part(root, 'remove', HTMLButtonElement).setAttribute('aria-label', words.get('remove', { address: name }));
    this.disclosure.setAttribute('aria-label', words.get('rules.toggle', { name }));
    this.panel.setAttribute('aria-label', words.get('rules.toggle', { name }));
    this.opens.setAttribute('aria-label', words.get('rules.opens.label', { name }));
  }

  private idOf(name: string): string {
    return `${name}-${this.number}`;
  }

  private remark(): string {
    const { address, name } = this.who;
    if (this.isForbidden()) return this.words.get('forbidden', { address });
    const suggestion = correctionOf(address);
    if (suggestion) return this.words.get('mistyped', { address, suggestion });
    const isOutside = !address.toLowerCase().endsWith(`@${this.bounds.domain.toLowerCase()}`);
    return [name ? address : '', isOutside ? this.words.get('outside') : ''].filter(text => text !== '').join(' · ');
  }

  /** Summarizes the recipient's own rules: "Mot de passe propre · 5 ouvertures"; empty if they have none. */
  private summary(): string {
    const { password, opens } = this.own();
    const count = opens === undefined ? null : whole(opens, this.bounds.opensMax);
    const parts = [
      password === undefined
        ? ''
        : this.words.get(password === null ? 'rules.summary.no_password' : 'rules.summary.password'),
      ...[...this.choices.values()].map(choice => choice.selectedOptions[0]?.dataset['summary'] ?? ''),
      count === null ? '' : this.words.count('rules.summary.opens', count),
    ]
      .filter(text => text !== '')
      .join(' · ');
    return parts.charAt(0).toLocaleUpperCase() + parts.slice(1);
  }
}
