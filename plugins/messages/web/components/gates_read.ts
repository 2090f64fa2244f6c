// Runs the reader's gates other than password and opening code: the code by SMS, and those of plugins. Attributes tell
// which field belongs to which gate (docs/gates.md).
import { type GatesInfo, WireError } from '@secure-exchanges/client';
import { setError, setText, show, timeText, type Words } from '@secure-exchanges/web/page';

/** Requests codes from the server. */
export interface Asking {
  /** Has the code of a gate sent. Returns the seconds until it may be requested again. */
  ask(gate: string): Promise<number>;
  /** Is called when the message can no longer be opened. */
  over(error: WireError): void;
}

/** Words a lock after too many wrong answers: how long to wait, or that only the sender can help. */
export function lockedText(words: Words, error: WireError): string {
  const seconds = error.details.retryAfterSeconds;
  return seconds === undefined
    ? words.get('gate.blocked')
    : words.get('gate.locked', { time: timeText(words, seconds) });
}

/** Runs the fields of these gates. */
export class ReadGates {
  private fields: HTMLElement[] = [];
  private readonly waits = new Map<HTMLElement, AskWait>();

  constructor(
    private readonly words: Words,
    private readonly asking: Asking,
  ) {
    for (const field of document.querySelectorAll<HTMLElement>('[data-gate]')) {
      const button = field.querySelector<HTMLButtonElement>('[data-gate-ask]');
      if (button) {
        this.waits.set(field, new AskWait(words, button, field.querySelector<HTMLElement>('[data-gate-status]')));
        button.addEventListener('click', () => void this.press(field));
      }
      this.input(field)?.addEventListener('input', () => this.complain(field, false));
    }
  }

  /** Shows the fields of a message's gates. Returns false if this page lacks the field of one. */
  show(info: GatesInfo): boolean {
    const names = info.gates.filter(gate => gate !== 'code' && gate !== 'password');
    const all = [...document.querySelectorAll<HTMLElement>('[data-gate]')];
    this.fields = all.filter(field => names.includes(field.dataset['gate'] ?? ''));
    for (const field of all) {
      show(field, this.fields.includes(field));
      this.complain(field, false);
    }
    for (const field of this.fields) {
      const name = field.dataset['gate'] ?? '';
      const shown = info.shown[name] ?? {};
      for (const place of field.querySelectorAll<HTMLElement>('[data-gate-shown]'))
        setText(place, String(shown[place.dataset['gateShown'] ?? ''] ?? ''));
      const input = this.input(field);
      if (input) input.value = '';
      this.waits.get(field)?.start(info.waits[name] ?? 0);
    }
    return this.fields.length === names.length;
  }

  /** Shows an error at each field without a valid answer, and returns the first; null if there is none. */
  missing(): HTMLElement | null {
    const bad = this.fields.filter(field => {
      const isBad = !(this.input(field)?.checkValidity() ?? true);
      this.complain(field, isBad);
      return isBad;
    });
    const first = bad[0];
    return first ? this.input(first) : null;
  }

  /** Returns the answers as `Reader.open` takes them. */
  answers(): Record<string, string> {
    return Object.fromEntries(this.fields.map(field => [field.dataset['gate'] ?? '', this.input(field)?.value ?? '']));
  }

  private input(field: HTMLElement): HTMLInputElement | null {
    return field.querySelector<HTMLInputElement>('input[data-gate-answer]');
  }

  private complain(field: HTMLElement, isBad: boolean): void {
    const [input, error] = [this.input(field), field.querySelector<HTMLElement>('[data-gate-error]')];
    if (input && error) setError(input, error, isBad ? (error.querySelector('span')?.textContent ?? '') : null);
  }

  private async press(field: HTMLElement): Promise<void> {
    const wait = this.waits.get(field);
    if (!wait?.begin()) return;
    const name = field.dataset['gate'] ?? '';
    try {
      const seconds = await this.asking.ask(name);
      wait.start(seconds);
      wait.say(this.words.get(name === 'sms' ? 'sms.sent' : 'ask.sent', { time: countText(this.words, seconds) }));
      this.input(field)?.focus();
    } catch (error) {
      const problem = error instanceof WireError ? error : null;
      if (problem?.status === 404 || problem?.code === 'gate_gone') return this.asking.over(problem);
      const seconds = problem?.details.retryAfterSeconds ?? 0;
      wait.start(seconds);
      wait.say(
        problem?.code === 'limited'
          ? this.words.get('ask.limited', { time: timeText(this.words, seconds) })
          : problem?.code === 'locked'
            ? lockedText(this.words, problem)
            : this.words.get('ask.failed'),
      );
    }
  }
}

function countText(words: Words, seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return words.get('lease.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  return minutes === 0
    ? words.get('ask.seconds', { seconds })
    : words.get('lease.minutes', { minutes, seconds: seconds % 60 });
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

  say(text: string): void {
    if (this.status) setText(this.status, text);
  }
}
