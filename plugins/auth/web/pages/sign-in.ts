// Runs the anti-robot check of the sign-in form. The form needs this script only for the proof of work, which is
// computed on the device when the box is ticked, when the address is typed, or at the latest when the form is
// submitted. Says what is wrong with the address as soon as its field is left.
import { mailAddress } from '@secure-exchanges/client';
import { serverNow, setError, show } from '@secure-exchanges/web/page';

/** Holds what the server asks to be solved; altcha's worker reads the rest of it. */
interface Challenge {
  readonly parameters: { readonly expiresAt: number };
}

const kSpareMilliseconds = 30_000; // a proof this close to its expiry is computed again
const kTimeoutMilliseconds = 90_000;

function start(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLInputElement>('#human');
  const field = form.querySelector<HTMLInputElement>('input[name="altcha"]');
  const status = form.querySelector<HTMLElement>('[data-robot-status]');
  const done = form.querySelector<HTMLElement>('[data-robot-done]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  const address = form.querySelector<HTMLInputElement>('#address');
  const script = form.querySelector<HTMLInputElement>('input[name="script"]');
  const { challenge: challengeUrl = '', worker: workerUrl = '' } = form.dataset;
  if (!box || !field || !status || !done || !button || !address || !script) return;
  script.value = '1'; // the server's words for a missing proof depend on it
  box.disabled = false;
  const isFine = addressCheck(form, address);

  let answer: Promise<boolean> | null = null;
  let validUntil = 0;

  const say = (word: string): void => {
    status.textContent = status.dataset[word] ?? '';
  };
  const tick = (isDone: boolean): void => {
    show(done, isDone);
    box.checked = isDone;
  };
  const reset = (): void => {
    answer = null;
    field.value = '';
    tick(false);
  };

  const compute = async (): Promise<boolean> => {
    say('working');
    try {
      const response = await fetch(challengeUrl, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (!response.ok) throw new Error(`challenge: ${response.status}`);
      const challenge: unknown = await response.json();
      if (!isChallenge(challenge)) throw new Error('no challenge');
      const solution = await solve(challenge, workerUrl);
      field.value = btoa(JSON.stringify({ challenge, solution }));
      validUntil = challenge.parameters.expiresAt * 1000;
      say('done');
      tick(true);
      return true;
    } catch {
      reset();
      say('failed');
      return false;
    }
  };

  const ensure = (): Promise<boolean> => {
    if (answer && field.value && serverNow() > validUntil - kSpareMilliseconds) reset();
    answer ??= compute();
    return answer;
  };

  box.addEventListener('change', () => {
    // Unticking has no effect: the proof exists or is being computed.
    if (!box.checked && field.value) box.checked = true;
    void ensure();
  });
  address.addEventListener(
    'input',
    () => {
      void ensure();
    },
    { once: true },
  );
  // Listens in the capture phase, to run before shared.ts's sendOnce: a submit that waits here must not count as sent.
  form.addEventListener(
    'submit',
    event => {
      if (!isFine()) {
        event.preventDefault();
        return address.focus();
      }
      if (field.value && serverNow() < validUntil - kSpareMilliseconds) return;
      event.preventDefault();
      button.setAttribute('aria-busy', 'true');
      void ensure().then(isDone => {
        button.removeAttribute('aria-busy');
        if (isDone) form.requestSubmit(button);
        else box.focus();
      });
    },
    { capture: true },
  );
  // A page restored from the browser's cache holds a proof that was already used.
  window.addEventListener('pageshow', event => {
    if (event.persisted) {
      reset();
      say('rest');
    }
  });
}

/**
 * Checks the address when its field is left, and shows what is wrong in place of the help, so that what stands below does
 * not move under the pointer. Returns a function that checks it at once.
 */
function addressCheck(form: HTMLElement, address: HTMLInputElement): () => boolean {
  const error = form.querySelector<HTMLElement>('#address-error');
  const help = form.querySelector<HTMLElement>('#address-help');
  const { title: plain = '', errorTitle = '' } = form.dataset;
  const tell = (word: 'missing' | 'wrong' | null): boolean => {
    if (error) setError(address, error, word && (address.dataset[word] ?? ''));
    if (help) show(help, word === null);
    document.title = document.title.replace(errorTitle, plain);
    if (word) document.title = document.title.replace(plain, errorTitle);
    return word === null;
  };
  // The server says whether a number is a mobile's; here it only has to look like one.
  const isFine = (): boolean =>
    mailAddress(address.value) !== null ||
    ('mobile' in address.dataset &&
      /^[\s+()\-.\d]{7,30}$/.test(address.value) &&
      /\d{5}/.test(address.value.replace(/\D/g, '')));
  const check = (): boolean => tell(isFine() ? null : address.value.trim() === '' ? 'missing' : 'wrong');
  address.addEventListener('blur', () => {
    if (address.value.trim() !== '') check();
  });
  address.addEventListener('input', () => {
    if (address.ariaInvalid === 'true' && isFine()) tell(null);
  });
  return check;
}

function isChallenge(value: unknown): value is Challenge {
  const parameters = isObject(value) ? value['parameters'] : null;
  return isObject(parameters) && typeof parameters['expiresAt'] === 'number';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Returns the solution as altcha's worker found it, which the form posts unread. */
function solve(challenge: Challenge, workerUrl: string): Promise<unknown> {
  const count = Math.min(4, Math.max(1, navigator.hardwareConcurrency || 2));
  const workers: Worker[] = [];
  return new Promise<unknown>((resolve, reject) => {
    for (let i = 0; i < count; i += 1) {
      const worker = new Worker(workerUrl);
      workers.push(worker);
      worker.onerror = () => reject(new Error('worker'));
      worker.onmessage = (message: MessageEvent<unknown>) => {
        if (isObject(message.data) && 'counter' in message.data) resolve(message.data);
        else reject(new Error('no solution'));
      };
      worker.postMessage({
        type: 'work',
        challenge,
        counterStart: i,
        counterStep: count,
        timeout: kTimeoutMilliseconds,
      });
    }
  }).finally(() => workers.forEach(worker => worker.terminate()));
}

document.querySelectorAll<HTMLFormElement>('form[data-sign-in]').forEach(start);
