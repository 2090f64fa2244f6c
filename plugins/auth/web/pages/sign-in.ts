// Runs the anti-robot check of the sign-in form. The form needs this script only for the proof of work, which is
// computed on the device when the box is ticked, when the address is typed, or at the latest when the form is
// submitted.

interface Challenge {
  parameters: { expiresAt: number; [name: string]: unknown };
  signature: string;
}
interface Solution {
  counter: number;
  derivedKey: string;
  time: number;
}

const SPARE_MS = 30_000; // a proof this close to its expiry is computed again
const TIMEOUT_MS = 90_000;

function start(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLInputElement>('#human');
  const field = form.querySelector<HTMLInputElement>('input[name="altcha"]');
  const status = form.querySelector<HTMLElement>('[data-robot-status]');
  const done = form.querySelector<HTMLElement>('[data-robot-done]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  const { challenge: challengeUrl = '', worker: workerUrl = '' } = form.dataset;
  if (!box || !field || !status || !done || !button) return;

  let answer: Promise<boolean> | null = null;
  let validUntil = 0;

  const say = (word: string): void => {
    status.textContent = status.dataset[word] ?? '';
  };
  const show = (isDone: boolean): void => {
    done.hidden = !isDone;
    box.checked = isDone;
  };
  const reset = (): void => {
    answer = null;
    field.value = '';
    show(false);
  };

  async function compute(): Promise<boolean> {
    say('working');
    try {
      const response = await fetch(challengeUrl, { headers: { Accept: 'application/json' }, cache: 'no-store' });
      if (!response.ok) throw new Error(`challenge: ${response.status}`);
      const challenge = (await response.json()) as Challenge;
      const solution = await solve(challenge, workerUrl);
      field!.value = btoa(JSON.stringify({ challenge, solution }));
      validUntil = challenge.parameters.expiresAt * 1000;
      say('done');
      show(true);
      return true;
    } catch {
      reset();
      say('failed');
      return false;
    }
  }

  const ensure = (): Promise<boolean> => {
    if (answer && field.value && Date.now() > validUntil - SPARE_MS) reset();
    answer ??= compute();
    return answer;
  };

  box.addEventListener('change', () => {
    // Unticking has no effect: the proof exists or is being computed.
    if (!box.checked && field.value) box.checked = true;
    void ensure();
  });
  form.querySelector('#address')?.addEventListener(
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
      if (field.value && Date.now() < validUntil - SPARE_MS) return;
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

function solve(challenge: Challenge, workerUrl: string): Promise<Solution> {
  const count = Math.min(4, Math.max(1, navigator.hardwareConcurrency || 2));
  const workers: Worker[] = [];
  return new Promise<Solution>((resolve, reject) => {
    for (let i = 0; i < count; i += 1) {
      const worker = new Worker(workerUrl);
      workers.push(worker);
      worker.onerror = () => reject(new Error('worker'));
      worker.onmessage = (message: MessageEvent<Solution | { error: unknown } | null>) => {
        const solution = message.data;
        if (solution && 'counter' in solution) resolve(solution);
        else reject(new Error('no solution'));
      };
      worker.postMessage({ type: 'work', challenge, counterStart: i, counterStep: count, timeout: TIMEOUT_MS });
    }
  }).finally(() => workers.forEach(worker => worker.terminate()));
}

document.querySelectorAll<HTMLFormElement>('form[data-sign-in]').forEach(start);
