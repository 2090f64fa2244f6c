// Steps the quantities of the offer, and prices the cart while somebody types: the server renders the page anew, and what
// it says of prices, taxes, the portal's address and mistakes takes the place of what stood here. Without this script
// the page's buttons do the same.
import { setError, setText } from '@secure-exchanges/web/page';

const kDelayMilliseconds = 400;

function steppers(): void {
  for (const stepper of document.querySelectorAll<HTMLElement>('[data-stepper]')) {
    const field = stepper.querySelector('input');
    if (!field) continue;
    for (const button of stepper.querySelectorAll<HTMLButtonElement>('[data-step]')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        const next = (Number.parseInt(field.value, 10) || 1) + Number(button.dataset['step']);
        field.value = String(Math.max(1, next));
      });
    }
  }
}

class Cart {
  private timer = 0;
  private asked = 0;
  private readonly left = new Set<string>();
  private hasOwnSubDomain = false;

  constructor(private readonly form: HTMLFormElement) {
    this.hasOwnSubDomain = this.field('subdomain').value !== '';
    for (const wrong of form.querySelectorAll('[aria-invalid]')) this.left.add(wrong.id);
    form.addEventListener('input', event => {
      if (event.target === this.field('subdomain')) {
        this.hasOwnSubDomain = this.field('subdomain').value !== '';
        this.left.add('subdomain'); // a name that is taken is said while it is typed
      }
      this.later();
    });
    form.addEventListener('change', event => {
      if (event.target instanceof HTMLElement && event.target.id !== '') this.left.add(event.target.id);
      this.later();
    });
    form.addEventListener('click', event => {
      const button =
        event.target instanceof Element ? event.target.closest<HTMLButtonElement>('[data-live-act]') : null;
      if (!button) return;
      event.preventDefault();
      this.step(button);
    });
  }

  private field(id: string): HTMLInputElement {
    const found = this.form.querySelector(`#${id}`);
    if (!(found instanceof HTMLInputElement)) throw new Error(`field ${id} is missing`);
    return found;
  }

  private step(button: HTMLButtonElement): void {
    const field = button.parentElement?.querySelector('input');
    if (!field) return;
    const step = button.value.startsWith('more.') ? 1 : -1;
    field.value = String(Math.max(1, (Number.parseInt(field.value, 10) || 1) + step));
    this.later();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), kDelayMilliseconds);
  }

  /** Asks the server for the page as it is typed; a failure leaves what stands, and sending the form asks again. */
  private async ask(): Promise<void> {
    const number = ++this.asked;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === 'string') body.set(name, value);
    body.set('act', 'live');
    if (!this.hasOwnSubDomain) body.set('subdomain', '');
    try {
      const answer = await fetch('/cart', { method: 'POST', body, headers: { Accept: 'text/html' } });
      if (!answer.ok || number !== this.asked) return;
      this.show(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // Sending the form asks again.
    }
  }

  private show(newer: Document): void {
    for (const place of this.form.querySelectorAll<HTMLElement>('[id^="live-"]')) {
      const next = newer.getElementById(place.id);
      if (!next || place.id === 'live-lines' || place.textContent === next.textContent) continue;
      place.replaceChildren(...[...next.childNodes].map(node => document.importNode(node, true)));
    }
    for (const help of this.form.querySelectorAll<HTMLElement>('.form-text[id$="-help"]')) {
      const next = newer.getElementById(help.id)?.textContent ?? '';
      if (help.textContent !== next) setText(help, next);
    }
    if (!this.hasOwnSubDomain) {
      const next = newer.getElementById('subdomain');
      if (next instanceof HTMLInputElement) this.field('subdomain').value = next.value;
    }
    for (const field of this.form.querySelectorAll<HTMLInputElement>('input[aria-describedby]')) {
      const error = document.getElementById(`${field.id}-error`);
      const next = newer.getElementById(`${field.id}-error`);
      if (!error || !next) continue;
      const text = next.hidden ? null : (next.querySelector('span')?.textContent ?? null);
      if (text === null || this.left.has(field.id)) setError(field, error, text);
    }
  }
}

steppers();
const form = document.querySelector<HTMLFormElement>('form[data-shop]');
if (form) new Cart(form);
