// Gates besides password and opening code: what is asked for by SMS, and those of plugins; attributes say which field is whose (docs/gates.md).
import type { GatesInfo } from '@secure-exchanges/client';
import { setError, setText, show } from './dom.js';
import type { Words } from './words.js';

export class ReadGates {
  private fields: HTMLElement[] = [];
  private readonly waits = new Map<HTMLElement, number>();

  constructor(private readonly words: Words, private readonly ask: (gate: string) => Promise<number>) {
    for (const field of document.querySelectorAll<HTMLElement>('[data-gate]')) {
      field.querySelector('[data-gate-ask]')?.addEventListener('click', () => void this.press(field));
      this.input(field)?.addEventListener('input', () => this.complain(field, false));
    }
  }

  /** false: a gate that this page has no field for. */
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
      const shown: Readonly<Record<string, unknown>> = name === 'sms' ? { to: info.smsTo } : info.shown[name] ?? {};
      for (const place of field.querySelectorAll<HTMLElement>('[data-gate-shown]')) setText(place, String(shown[place.dataset['gateShown'] ?? ''] ?? ''));
      const input = this.input(field);
      if (input) input.value = '';
    }
    return this.fields.length === names.length;
  }

  /** The first field without a proper answer, with its error shown. */
  missing(): HTMLElement | null {
    const bad = this.fields.filter(field => {
      const isBad = !(this.input(field)?.checkValidity() ?? true);
      this.complain(field, isBad);
      return isBad;
    });
    const first = bad[0];
    return first ? this.input(first) : null;
  }

  answers(): { smsCode: string | null; answers: Record<string, string> } {
    const given = Object.fromEntries(this.fields.map(field => [field.dataset['gate'] ?? '', this.input(field)?.value ?? '']));
    const { sms, ...answers } = given;
    return { smsCode: sms ?? null, answers };
  }

  private input(field: HTMLElement): HTMLInputElement | null {
    return field.querySelector<HTMLInputElement>('input[data-gate-answer]');
  }

  private complain(field: HTMLElement, isBad: boolean): void {
    const [input, error] = [this.input(field), field.querySelector<HTMLElement>('[data-gate-error]')];
    if (input && error) setError(input, error, isBad ? error.querySelector('span')?.textContent ?? '' : null);
  }

  private async press(field: HTMLElement): Promise<void> {
    const button = field.querySelector<HTMLButtonElement>('[data-gate-ask]');
    const status = field.querySelector<HTMLElement>('[data-gate-status]');
    if (!button || button.disabled) return;
    button.disabled = true;
    try {
      const seconds = await this.ask(field.dataset['gate'] ?? '');
      if (status) setText(status, this.words.get('ask.sent', { seconds }));
      window.clearTimeout(this.waits.get(field));
      this.waits.set(field, window.setTimeout(() => { button.disabled = false; }, seconds * 1000));
      this.input(field)?.focus();
    } catch {
      button.disabled = false;
      if (status) setText(status, this.words.get('ask.failed'));
    }
  }
}
