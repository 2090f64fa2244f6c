// Runs the ceremonies of WebAuthn: makes a passkey on /account, and proves one at sign-in. The server makes the options
// and checks the answer; this script only hands them over.
import { csrfToken } from '@secure-exchanges/web/page';

interface Descriptor {
  readonly type: 'public-key';
  readonly id: string;
}

/** Holds what the server wants of a ceremony: bytes are in base64url. */
interface Options {
  readonly challenge: string;
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly allowCredentials?: readonly Descriptor[];
  readonly excludeCredentials?: readonly Descriptor[];
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(`options: ${status}`);
  }
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, each => each.charCodeAt(0));
}

function toText(bytes: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function start(form: HTMLFormElement): void {
  const answer = form.querySelector<HTMLInputElement>('input[name="answer"]');
  const error = form.querySelector<HTMLElement>('[data-passkey-error]');
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!answer || !error || !button) return;
  let isBusy = false;
  // Listens in the capture phase, to run before shared.ts's sendOnce: a submit that waits here must not count as sent.
  form.addEventListener(
    'submit',
    event => {
      if (answer.value !== '') return;
      event.preventDefault();
      event.stopPropagation();
      if (isBusy) return;
      isBusy = true;
      error.hidden = true;
      button.setAttribute('aria-busy', 'true');
      ceremony(form)
        .then(text => {
          answer.value = text;
          form.requestSubmit(button);
        })
        .catch((failure: unknown) => {
          error.textContent = form.dataset[wordOf(failure)] ?? form.dataset['failed'] ?? '';
          error.hidden = false;
        })
        .finally(() => {
          isBusy = false;
          button.removeAttribute('aria-busy');
        });
    },
    { capture: true },
  );
  window.addEventListener('pageshow', event => {
    if (event.persisted) answer.value = '';
  });
}

function wordOf(failure: unknown): string {
  if (failure instanceof Refused) return failure.status === 403 ? 'stale' : 'failed';
  const name = failure instanceof Error ? failure.name : '';
  if (name === 'InvalidStateError') return 'known';
  if (name === 'NotAllowedError' || name === 'AbortError') return 'cancelled';
  return name === 'NotSupportedError' || name === 'SecurityError' ? 'unsupported' : 'failed';
}

async function ceremony(form: HTMLFormElement): Promise<string> {
  if (!('credentials' in navigator) || !('PublicKeyCredential' in window))
    throw new DOMException('no WebAuthn', 'NotSupportedError');
  const response = await fetch(form.dataset['options'] ?? '', {
    method: 'POST',
    headers: { 'X-CSRF-Token': csrfToken(), 'Accept': 'application/json' },
    cache: 'no-store',
  });
  if (!response.ok) throw new Refused(response.status);
  const options: unknown = await response.json();
  if (!isOptions(options)) throw new Error('no options');
  const credential = form.dataset['passkey'] === 'create' ? await make(options) : await prove(options);
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('none', 'NotAllowedError');
  return JSON.stringify({ id: credential.id, ...partsOf(credential.response) });
}

function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && 'challenge' in value;
}

const descriptors = (list: readonly Descriptor[] = []): PublicKeyCredentialDescriptor[] =>
  list.map(({ type, id }) => ({ type, id: toBytes(id) }));

function make(options: Options): Promise<Credential | null> {
  const { user } = options;
  if (!user) throw new Error('no user');
  return navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      challenge: toBytes(options.challenge),
      user: { ...user, id: toBytes(user.id) },
      excludeCredentials: descriptors(options.excludeCredentials),
    },
  });
}

function prove(options: Options): Promise<Credential | null> {
  return navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: toBytes(options.challenge),
      allowCredentials: descriptors(options.allowCredentials),
    },
  });
}

function partsOf(response: AuthenticatorResponse): Readonly<Record<string, string>> {
  const clientDataJSON = toText(response.clientDataJSON);
  if (response instanceof AuthenticatorAttestationResponse)
    return { clientDataJSON, attestationObject: toText(response.attestationObject) };
  if (response instanceof AuthenticatorAssertionResponse)
    return {
      clientDataJSON,
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
    };
  return { clientDataJSON };
}

document.querySelectorAll<HTMLFormElement>('form[data-passkey]').forEach(start);
