// Runs the gates that a reader answers: opening code, password, and those of plugins, whose fields name their gate in
// attributes (docs/gates.md).
import { type GatesInfo, hasHiddenEdge, kCodeAlphabet, typedCode, WireError } from '@secure-exchanges/client';
import { componentOf, type Ids, part, place, relate, setError, setText, show } from '../page/dom.js';
import { quotaText } from '../page/quota.js';
import { timeText } from '../page/time_text.js';
import { Words } from '../page/words.js';

/** Requests codes from the server. */
export interface Asking {
  /** Has the code of a gate sent. Returns the seconds until it may be requested again. */
  ask(gate: string): Promise<number>;
  /** Is called when the message can no longer be opened. */
  over(error: WireError): void;
}

/** Holds what a reader answered. */
export interface GateAnswers {
  /** Holds the opening code without blanks and dashes, in capitals; null if none is asked. */
  readonly code: string | null;
  /** Is null if none is asked. */
  readonly password: string | null;
  /** Holds the answers to the gates of plugins, by gate. */
  readonly answers: Readonly<Record<string, string>>;
}

type Own = 'code' | 'password';
const kOwn: readonly Own[] = ['code', 'password'];
const kDigits = '0123456789';

/** Runs the fields of all gates (partial `sx-gates`, and what plugins put into the slot beside it). */
export class ReadGates {
  private readonly own: HTMLElement;
  private readonly words: Words;
  private readonly waits = new Map<HTMLElement, AskWait>();
  private asked: readonly string[] = [];
  private fields: readonly HTMLElement[] = [];

  /** Prepares the fields. @param root the form that holds them. */
  constructor(
    private readonly root: HTMLElement,
    private readonly asking: Asking,
    ids?: Ids,
  ) {
    this.own = componentOf(root, 'gates/1');
    this.words = Words.in(this.own);
    relate(this.own, ids);
    for (const each of kOwn)
      this.input(each).addEventListener('input', () => setError(this.input(each), this.error(each), null));
    this.offerReveal();
    for (const field of this.plugins()) {
      const button = field.querySelector<HTMLButtonElement>('[data-gate-ask]');
      if (button) {
        this.waits.set(field, new AskWait(this.words, button, field.querySelector<HTMLElement>('[data-gate-status]')));
        button.addEventListener('click', () => void this.press(field));
      }
      inputOf(field)?.addEventListener('input', () => complain(field, false));
    }
  }

  /** Shows the empty fields of a message's gates. Returns false if this page lacks the field of one. */
  show(info: GatesInfo): boolean {
    this.asked = info.gates;
    this.words.replace(info.words, 'gates.');
    for (const each of kOwn) {
      show(place(this.own, `${each}-field`), this.asks(each));
      setError(this.input(each), this.error(each), null);
    }
    // A form of a server that does not say keeps the hint of its page.
    if (info.codeBy === 'mail' || info.codeBy === 'author')
      setText(place(this.own, 'code-hint'), this.words.get(`code.by.${info.codeBy}`));
    const others = info.gates.filter(gate => gate !== 'code' && gate !== 'password');
    this.fields = this.plugins().filter(field => others.includes(nameOf(field)));
    for (const field of this.plugins()) {
      show(field, this.fields.includes(field));
      complain(field, false);
    }
    for (const field of this.fields) {
      const shown = info.shown[nameOf(field)] ?? {};
      for (const each of field.querySelectorAll<HTMLElement>('[data-gate-shown]'))
        setText(each, String(shown[each.dataset['gateShown'] ?? ''] ?? ''));
      this.waits.get(field)?.start(info.waits[nameOf(field)] ?? 0);
    }
    this.clear();
    return this.fields.length === others.length;
  }

  /** Empties every field. */
  clear(): void {
    for (const each of kOwn) this.input(each).value = '';
    for (const field of this.fields) {
      const input = inputOf(field);
      if (input) input.value = '';
    }
  }

  /** Returns the answers; null if one is missing, which it shows at its field, with the focus in the first. */
  answers(): GateAnswers | null {
    const code = typedCode(this.input('code').value);
    const password = this.input('password').value;
    const missing = [
      ...this.lacks(
        'code',
        !this.asks('code') ? null : code.length !== 6 ? 'code.missing' : isCode(code) ? null : 'code.unlike',
      ),
      ...this.lacks('password', this.asks('password') && password === '' ? 'password.missing' : null),
      ...this.fields.flatMap(field => {
        const input = inputOf(field);
        // Digits as keyboards and messages write them: full width, with blanks, in a sentence of their own.
        const [, length] = /^\\d\{(\d+)\}$/.exec(input?.pattern ?? '') ?? [];
        if (input && length) input.value = typedCode(input.value, kDigits, Number(length));
        const isBad = !(input?.checkValidity() ?? true);
        complain(field, isBad);
        return isBad && input ? [input] : [];
      }),
    ];
    missing[0]?.focus();
    if (missing.length > 0) return null;
    return {
      code: this.asks('code') ? code : null,
      password: this.asks('password') ? password : null,
      answers: Object.fromEntries(this.fields.map(field => [nameOf(field), inputOf(field)?.value ?? ''])),
    };
  }

  /**
   * Shows that an answer is wrong: at its field if it is the only one asked, else returns the text for the caller to
   * show.
   */
  wrong(error: WireError): { readonly text: string; readonly isShown: boolean } {
    const triesLeft = error.details.triesLeft ?? 0;
    if (triesLeft === 0) return { text: this.words.get('blocked'), isShown: false };
    const wait = error.details.retryAfterSeconds === undefined ? '' : ` ${this.lockedText(error)}`;
    const isBoth = this.asks('code') && this.asks('password');
    const field = this.fields.length > 0 || isBoth ? null : this.asks('password') ? 'password' : 'code';
    const word = this.fields.length > 0 ? 'answer.wrong' : `${field ?? 'both'}.wrong`;
    const isEdged = this.asks('password') && hasHiddenEdge(this.input('password').value);
    const text =
      [this.words.count(word, triesLeft), ...(isEdged ? [this.words.get('password.blank')] : [])].join(' ') + wait;
    if (field) setError(this.input(field), this.error(field), text);
    if (this.fields.length === 0) {
      this.input(field ?? 'code').focus();
      this.input(field ?? 'code').select();
    }
    return { text, isShown: field !== null };
  }

  /** Words a lock after too many wrong answers: how long to wait, or that only the sender can help. */
  lockedText(error: WireError): string {
    const seconds = error.details.retryAfterSeconds;
    return seconds === undefined
      ? this.words.get('blocked')
      : this.words.get('locked', { time: timeText(this.words, seconds) });
  }

  private asks(gate: Own): boolean {
    return this.asked.includes(gate);
  }

  private input(gate: Own): HTMLInputElement {
    return part(this.own, gate, HTMLInputElement);
  }

  private error(gate: Own): HTMLElement {
    return place(this.own, `${gate}-error`);
  }

  private lacks(gate: Own, word: string | null): readonly HTMLInputElement[] {
    setError(this.input(gate), this.error(gate), word === null ? null : this.words.get(word));
    return word === null ? [] : [this.input(gate)];
  }

  private plugins(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>('[data-gate]')];
  }

  private offerReveal(): void {
    const button = part(this.own, 'password-reveal', HTMLButtonElement);
    const input = this.input('password');
    button.addEventListener('click', () => {
      const shows = input.type === 'password';
      input.type = shows ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shows));
      button.setAttribute('aria-label', (shows ? button.dataset['hide'] : button.dataset['show']) ?? '');
    });
  }

  private async press(field: HTMLElement): Promise<void> {
    const wait = this.waits.get(field);
    if (!wait?.begin()) return;
    try {
      const seconds = await this.asking.ask(nameOf(field));
      wait.start(seconds);
      wait.sayAsked(countText(this.words, seconds));
      inputOf(field)?.focus();
    } catch (error) {
      const problem = error instanceof WireError ? error : null;
      if (problem?.status === 404 || problem?.code === 'gate_gone') return this.asking.over(problem);
      const seconds = problem?.details.retryAfterSeconds ?? 0;
      wait.start(seconds);
      wait.say(
        problem?.code === 'limited' || problem?.code === 'quota_codes'
          ? this.words.get('ask.limited', { time: timeText(this.words, seconds) })
          : problem?.code === 'locked'
            ? this.lockedText(problem)
            : (quotaText(error, document.documentElement.lang) ?? this.words.get('ask.failed')),
      );
    }
  }
}

/** Tells whether a code has only characters that codes have: another one was misread, and is no try. */
function isCode(code: string): boolean {
  return [...code].every(each => kCodeAlphabet.includes(each));
}

function nameOf(field: HTMLElement): string {
  return field.dataset['gate'] ?? '';
}

function inputOf(field: HTMLElement): HTMLInputElement | null {
  return field.querySelector<HTMLInputElement>('input[data-gate-answer]');
}

function complain(field: HTMLElement, isBad: boolean): void {
  const [input, error] = [inputOf(field), field.querySelector<HTMLElement>('[data-gate-error]')];
  if (input && error) setError(input, error, isBad ? (error.querySelector('span')?.textContent ?? '') : null);
}

function countText(words: Words, seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return words.get('clock.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return minutes === 0
    ? words.get('clock.seconds', { seconds })
    : words.get('clock.minutes', { minutes, seconds: seconds % 60 });
}

/**
 * Runs the button that requests a code, and the wait before the next request. The button shows a countdown; screen
 * readers hear only its start and its end.
 */
class AskWait {
  private readonly first: string;
  private timer = 0;

  constructor(
    private readonly words: Words,
    private readonly button: HTMLButtonElement,
    private readonly status: HTMLElement | null,
  ) {
    this.first = button.textContent ?? '';
  }

  /** Starts a request; returns false if the reader must still wait. */
  begin(): boolean {
    if (this.button.disabled) return false;
    this.button.disabled = true;
    return true;
  }

  start(seconds: number): void {
    window.clearInterval(this.timer);
    this.say('');
    this.button.disabled = seconds > 0;
    setText(this.button, this.first);
    if (seconds <= 0) return;
    const end = performance.now() + seconds * 1000;
    const tick = (): void => {
      const left = Math.ceil((end - performance.now()) / 1000);
      if (left > 0) return setText(this.button, this.words.get('ask.wait', { time: countText(this.words, left) }));
      window.clearInterval(this.timer);
      this.button.disabled = false;
      setText(this.button, this.words.get('ask.another'));
      this.say(this.words.get('ask.ready'));
    };
    tick();
    this.timer = window.setInterval(tick, 1000);
  }

  /** Says that a code is on its way: as the button's `data-sent` words it, with [time], or as for any gate. */
  sayAsked(time: string): void {
    const own = this.button.dataset['sent'];
    this.say(own === undefined ? this.words.get('ask.sent', { time }) : own.replace('[time]', time));
  }

  say(text: string): void {
    if (this.status) setText(this.status, text);
  }
}
