// Warns before sending (rows I7, A16 and D7): of words in the company's thesaurus, of its rules for recipients, of a
// password repeated in the text, of limits that are near. It checks in the page; the text is sent nowhere for it.
import { type Finding, findings, type Rule, type Ruling, rulesOf } from '@secure-exchanges/client';
import { componentOf, type Ids, linkTo, part, place, relate, setItems, setText, show } from '../page/dom.js';
import type { Format } from '../page/format.js';
import { Words } from '../page/words.js';
import { CompanyRules, fewestOpens, sharedGates } from './company_rules.js';

/** Holds what the sender has written. */
export interface Written {
  readonly texts: readonly string[];
  /** Lists the passwords that the sender must tell the recipients. */
  readonly passwords: readonly string[];
  readonly addresses: readonly string[];
  readonly files: readonly { readonly name: string; readonly size: number }[];
}

/** Holds the limits to warn about. */
export interface AdviceBounds {
  /** Is the sender's own mail domain. */
  readonly domain: string;
  readonly recipients: number;
  readonly files: number;
  readonly fileBytes: number;
}

/** Gives access to the recipients' gates: the message's, or a recipient's own. */
export interface Followers {
  /** Tells whether any recipient follows the message's setting of a gate. */
  follows(gate: string): boolean;
  /** Tells whether any recipient's own rules exclude a gate. */
  goesWithout(gate: string): boolean;
  /** Takes back every recipient's choice to go without these gates. */
  require(gates: readonly string[]): void;
  /** Prevents recipients from going without these gates. */
  lockGates(gates: ReadonlySet<string>): void;
  /** Applies the company's rules, which recipients cannot go without, and names whom nothing may be sent to. */
  obey(rulings: readonly Ruling[]): void;
  /** Shows at the field whom nothing may be sent to, and moves there. Returns false if there is nobody. */
  complainOfForbidden(): boolean;
}

/** Gives access to the number of opens for all recipients. */
export interface LimitedOpens {
  /** Limits the opens as the company's rules do; null: as far as the server allows. page: has the rules; may be empty. */
  limitOpens(most: number | null, page: string): void;
}

const kDelayMilliseconds = 250;
const kNear = 0.9;
const kLeastPassword = 4;

/** Shows the warnings, and proposes or forces the gates that a rule names (partials `sx-advice`, `sx-advice-dialog`). */
export class Advice {
  private readonly words: Words;
  private readonly dialog: HTMLDialogElement;
  private rules: readonly Rule[] = [];
  private found: readonly Finding[] = [];
  private forced = new Set<string>();
  private readonly company = new CompanyRules();
  /** Holds the gates that rules wanted beforehand and that were turned on once. */
  private readonly offered = new Set<string>();
  private refused = '';
  private timer = 0;
  private answer: ((goes: boolean) => void) | null = null;

  /**
   * Prepares the warnings.
   * @param root holds them, the toggles of gates, the partial `sx-protect`, and the part `secret-warning`, which is shown
   * if a password stands in the text.
   */
  constructor(
    private readonly root: HTMLElement,
    private readonly written: () => Written,
    private readonly recipients: Followers,
    private readonly opens: LimitedOpens,
    private readonly bounds: AdviceBounds,
    private readonly format: Format,
    ids?: Ids,
  ) {
    const note = componentOf(root, 'advice/1');
    this.words = Words.in(note);
    for (const each of [note, componentOf(root, 'advice-dialog/1')]) relate(each, ids);
    this.dialog = part(root, 'advice-dialog', HTMLDialogElement);
    place(root, 'advice-add').addEventListener('click', () => {
      for (const { rule } of this.open()) this.turnOn(rule.gates);
      this.close(true);
    });
    place(this.root, 'advice-without').addEventListener('click', () => {
      this.refused = this.key();
      this.close(true);
    });
    place(this.root, 'advice-back').addEventListener('click', () => this.close(false));
    this.dialog.addEventListener('cancel', () => this.close(false));
    // A gate that a rule forces cannot be turned off while its word is in the message.
    root.addEventListener(
      'click',
      event => {
        const toggle =
          event.target instanceof Element
            ? event.target.closest<HTMLElement>('[data-gate-toggle][aria-pressed="true"]')
            : null;
        if (!toggle || !this.isLocked(gateOf(toggle))) return;
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );
  }

  /** Loads the company's rules; there are none without the policy plugin. */
  async start(): Promise<void> {
    const answer = await fetch('/api/v1/policy/thesaurus', {
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
    }).catch(() => null);
    if (answer?.ok) this.rules = rulesOf(await answer.json());
    this.look();
    place(this.root, 'advice').dataset['ready'] = 'true';
  }

  /** Looks again soon, after the message changed. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), kDelayMilliseconds);
  }

  /**
   * Asks the sender about protections that are proposed and missing. Returns false if the sender must or wants to go
   * back to the message; a forced gate that is not available always stops the send.
   */
  async allows(): Promise<boolean> {
    const { addresses, files } = this.written();
    await this.company.ask(addresses, files.length > 0, true);
    this.look();
    if (this.recipients.complainOfForbidden()) return false;
    const impossible = this.found.find(
      ({ rule }) => rule.action === 'force' && this.available(rule.gates).length === 0,
    );
    if (impossible) {
      place(this.root, 'advice').scrollIntoView({ block: 'center' });
      place(this.root, 'advice').focus();
      return false;
    }
    if (this.open().length === 0 || this.refused === this.key()) return true;
    setText(
      place(this.root, 'advice-text'),
      this.open()
        .map(finding => this.words.get('proposed', this.about(finding)))
        .join(' '),
    );
    this.dialog.showModal();
    place(this.root, 'advice-add').focus();
    return new Promise(resolve => {
      this.answer = resolve;
    });
  }

  private look(): void {
    clearTimeout(this.timer);
    const written = this.written();
    this.found = findings(this.rules, [...written.texts, ...written.files.map(file => file.name)]);
    const forcing = this.found.filter(({ rule }) => rule.action === 'force');
    const rulings = this.rulingsFor(written);
    const ofAll = this.available(sharedGates(rulings, written.addresses.length, 'must'));
    const byWords = forcing.flatMap(({ rule }) => this.available(rule.gates));
    this.forced = new Set([...byWords, ...ofAll]);
    this.recipients.lockGates(new Set(byWords));
    this.turnOn([...this.forced]);
    this.offer(sharedGates(rulings, written.addresses.length, 'preferred'));
    this.recipients.obey(rulings);
    this.opens.limitOpens(fewestOpens(rulings), this.company.page);
    this.protectWhole(forcing.length > 0 || rulings.some(({ isWhole }) => isWhole));
    for (const toggle of this.toggles()) {
      if (this.isLocked(gateOf(toggle)) || 'gateLocked' in toggle.dataset) toggle.setAttribute('aria-disabled', 'true');
      else toggle.removeAttribute('aria-disabled');
    }
    this.say([
      ...rulings.flatMap(ruling => this.wordsOf(ruling)),
      ...this.found.map(finding => this.words.get(this.wordOf(finding), this.about(finding))),
      ...this.outside(written),
      ...near(written, this.bounds).map(({ word, used, max }) =>
        this.words.get(word, {
          used: word === 'near.file' ? this.format.bytes(used) : used,
          max: word === 'near.file' ? this.format.bytes(max) : max,
        }),
      ),
    ]);
    show(place(this.root, 'gates-fixed'), ofAll.length > 0);
    show(place(this.root, 'gates-who'), this.company.page === '');
    linkTo(part(this.root, 'gates-page', HTMLAnchorElement), this.company.page);
    show(place(this.root, 'secret-warning'), holdsSecret(written));
  }

  /** Returns the rules for the recipients, and asks the server about those that are not known yet. */
  private rulingsFor({ addresses, files }: Written): Ruling[] {
    void this.company.ask(addresses, files.length > 0).then(isNew => {
      if (isNew) this.look();
    });
    return this.company.of(addresses, files.length > 0);
  }

  /** Turns on, once, what the rules want beforehand; the author may turn it off again. */
  private offer(gates: readonly string[]): void {
    const fresh = gates.filter(gate => !this.offered.has(gate));
    for (const gate of fresh) this.offered.add(gate);
    this.turnOn(fresh);
  }

  private wordsOf({ address, isForbidden, must, opensMax }: Ruling): string[] {
    if (isForbidden) return [this.words.get('rule.forbidden', { address })];
    const gates = must.map(gate => this.nameOf(gate)).join(', ');
    return [
      ...(must.length > 0 ? [this.words.get('rule.must', { address, gates })] : []),
      ...(opensMax === null ? [] : [this.words.count('rule.opens', opensMax, { address })]),
    ];
  }

  private wordOf({ rule }: Finding): string {
    if (rule.action === 'propose') return 'proposed';
    return this.available(rule.gates).length === 0 ? 'impossible' : 'forced';
  }

  private outside({ addresses }: Written): string[] {
    const out = addresses.filter(address => !address.toLowerCase().endsWith(`@${this.bounds.domain.toLowerCase()}`));
    return this.found.length === 0 || out.length === 0
      ? []
      : [this.words.get('outside', { addresses: out.join(', ') })];
  }

  /**
   * Switches to protecting the whole message if a rule forces a gate: a text in clear in the mail would go unprotected.
   */
  private protectWhole(isForced: boolean): void {
    const whole = part(this.root, 'protect-all', HTMLInputElement);
    const files = part(this.root, 'protect-files', HTMLInputElement);
    if (isForced && files.checked) whole.click();
    files.disabled = isForced || files.dataset['fixed'] !== undefined;
  }

  /** Turns these gates on for every recipient, in the message's settings or the recipient's own. */
  private turnOn(gates: readonly string[]): void {
    this.recipients.require(this.available(gates));
    for (const gate of this.available(gates)) {
      const toggle = this.toggleOf(gate);
      if (!toggle || isOn(toggle) || !this.recipients.follows(gate)) continue;
      keepingPlace(() => toggle.click());
    }
  }

  /**
   * Tells whether the message's toggle is locked on. It is free if every recipient has their own setting of the gate.
   */
  private isLocked(gate: string): boolean {
    return this.forced.has(gate) && this.recipients.follows(gate);
  }

  private isMissing(gate: string): boolean {
    const toggle = this.toggleOf(gate);
    return this.recipients.goesWithout(gate) || (toggle !== null && !isOn(toggle) && this.recipients.follows(gate));
  }

  /** Returns the proposals of which a gate is still missing. */
  private open(): readonly Finding[] {
    return this.found.filter(
      ({ rule }) => rule.action === 'propose' && this.available(rule.gates).some(gate => this.isMissing(gate)),
    );
  }

  private key(): string {
    return this.open()
      .map(({ rule, found }) => `${rule.id} ${found}`)
      .join('\n');
  }

  private about({ rule, found }: Finding): { word: string; rule: string; gates: string } {
    const gates = this.available(rule.gates).length > 0 ? this.available(rule.gates) : rule.gates;
    return {
      word: found,
      rule: rule.name,
      gates: gates.map(gate => this.nameOf(gate)).join(', '),
    };
  }

  /** Returns a gate's name within a sentence; that of a plugin's gate is what its toggle says. */
  private nameOf(gate: string): string {
    return this.words.find(`gate.${gate}`) ?? this.toggleOf(gate)?.textContent?.trim() ?? gate;
  }

  private toggles(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[data-gate-toggle]')];
  }

  private toggleOf(gate: string): HTMLElement | null {
    return this.toggles().find(toggle => gateOf(toggle) === gate) ?? null;
  }

  private available(gates: readonly string[]): string[] {
    return gates.filter(gate => this.toggleOf(gate) !== null);
  }

  private say(lines: readonly string[]): void {
    const list = place(this.root, 'advice-list');
    if ([...list.children].map(item => item.textContent).join('\n') !== lines.join('\n')) setItems(list, lines);
    show(place(this.root, 'advice-note'), lines.length > 0);
  }

  private close(goes: boolean): void {
    this.dialog.close();
    this.answer?.(goes);
    this.answer = null;
  }
}

/** Tells whether the message contains a password, whatever its blanks and case. */
function holdsSecret({ texts, passwords }: Written): boolean {
  const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  return passwords.some(
    password => password.length >= kLeastPassword && texts.some(text => plain(text).includes(plain(password))),
  );
}

function near({ addresses, files }: Written, bounds: AdviceBounds): { word: string; used: number; max: number }[] {
  const largest = Math.max(0, ...files.map(file => file.size));
  return [
    { word: 'near.recipients', used: addresses.length, max: bounds.recipients },
    { word: 'near.files', used: files.length, max: bounds.files },
    { word: 'near.file', used: largest, max: bounds.fileBytes },
  ].filter(({ used, max }) => Number.isFinite(max) && used >= max * kNear);
}

/** Runs `act`, then restores the focus and the selection, so that the sender can keep typing. */
function keepingPlace(act: () => void): void {
  const focused = document.activeElement;
  const selection = getSelection();
  const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : null;
  act();
  if (!(focused instanceof HTMLElement) || focused === document.body) return;
  focused.focus();
  if (!focused.isContentEditable || !range || !selection) return;
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Returns the gate that a toggle turns on: its own `data-gate-toggle`, or the gate around it. */
function gateOf(toggle: HTMLElement): string {
  return toggle.dataset['gateToggle'] || (toggle.closest<HTMLElement>('[data-gate]')?.dataset['gate'] ?? '');
}

function isOn(toggle: HTMLElement): boolean {
  return toggle.getAttribute('aria-pressed') === 'true';
}
