// Speaks HTTP for senders and readers: JSON, problems (RFC 9457), retries.
import { SealingError, WireError } from './errors.js';

/** Holds an HTTP answer whose body is text. */
export interface RawAnswer {
  readonly status: number;
  header(name: string): string | null;
  readonly text: string;
}

/**
 * Uploads a body and reports progress. Browsers implement it with XMLHttpRequest, because fetch reports no upload
 * progress.
 */
export type Put = (
  url: string,
  body: Blob,
  headers: Readonly<Record<string, string>>,
  onProgress: (bytes: number) => void,
  signal?: AbortSignal,
) => Promise<RawAnswer>;

/** Configures a Wire. */
export interface WireOptions {
  /** Names the server: "https://acme.example.com"; empty for the page's own. */
  readonly origin: string;
  /** Returns headers to add to every request: Authorization, or X-CSRF-Token. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
  readonly put?: Put;
  /** Waits between tries; a browser's version returns early when the network is back. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Is called before a wait: no answer came (offline), or the server asked to retry later. */
  readonly onWait?: (error: WireError) => void;
  /** Limits how long a JSON request may take before it is retried; two minutes by default. */
  readonly answerMilliseconds?: number;
}

/** Tells how long to retry: the total number of tries, and the longest pause. */
export interface Patience {
  readonly tries: number;
  readonly longestSeconds: number;
}

/** Retries for a few seconds; for requests that somebody waits for. */
export const kFewTries: Patience = { tries: 4, longestSeconds: 4 };
const kAnswerMilliseconds = 120_000; // without it a browser waits for ever on a connection that died silently
/** Retries without end; for transfers, which the person can stop. */
export const kForever: Patience = { tries: Number.POSITIVE_INFINITY, longestSeconds: 15 };

/** Sends requests to one server, and retries them. */
export class Wire {
  readonly origin: string;

  constructor(private readonly options: WireOptions) {
    this.origin = options.origin.replace(/\/+$/, '');
  }

  /** Returns the full address of a path. */
  url(path: string): string {
    return this.origin + path;
  }

  /** Sends a JSON request; returns the JSON of the answer, or null. Throws WireError. */
  async json(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    patience: Patience,
    signal?: AbortSignal,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    return this.patiently(patience, signal, async () => {
      const headers: Record<string, string> = { Accept: 'application/json', ...this.options.headers?.(), ...extra };
      if (body !== undefined) headers['Content-Type'] = 'application/json';
      const limit = AbortSignal.timeout(this.options.answerMilliseconds ?? kAnswerMilliseconds);
      const answer = await this.fetch(
        path,
        { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
        signal,
        limit,
      );
      return parse(answer.status, name => answer.headers.get(name), await textOf(answer));
    });
  }

  /** Uploads a body, and retries as `patience` says until the signal aborts. Throws WireError. */
  async put(
    path: string,
    body: Blob,
    headers: Readonly<Record<string, string>>,
    patience: Patience,
    onProgress: (bytes: number) => void,
    signal?: AbortSignal,
  ): Promise<unknown> {
    return this.patiently(patience, signal, async () => {
      const all = { ...this.options.headers?.(), ...headers };
      onProgress(0);
      if (this.options.put) {
        const answer = await this.options.put(this.url(path), body, all, onProgress, signal);
        return parse(answer.status, answer.header, answer.text);
      }
      const answer = await this.fetch(path, { method: 'PUT', headers: all, body }, signal);
      return parse(answer.status, name => answer.headers.get(name), await textOf(answer));
    });
  }

  /** Returns an answer whose body is still to be streamed. Throws WireError for any status but 200 and 206. */
  async stream(path: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Response> {
    const answer = await this.fetch(
      path,
      { method: 'GET', headers: { ...this.options.headers?.(), ...headers } },
      signal,
    );
    // Bytes are never a page: that is from a portal or a proxy.
    const isPage = /^text\/html/i.test(answer.headers.get('Content-Type') ?? '');
    if ((answer.status === 200 || answer.status === 206) && !isPage) return answer;
    parse(answer.status, name => answer.headers.get(name), await textOf(answer));
    throw new WireError(answer.status, 'unexpected');
  }

  /** Retries `act` if no answer came or if the server asked to retry later. */
  async patiently<T>(patience: Patience, signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof WireError) || !isPassing(error) || tried >= patience.tries || signal?.aborted)
          throw error;
        this.options.onWait?.(error);
        await (this.options.wait ?? pause)(delay(tried, patience, error), signal);
      }
    }
  }

  /** Waits a moment after a transfer broke in its middle. */
  async breathe(error: WireError, signal?: AbortSignal): Promise<void> {
    this.options.onWait?.(error);
    await (this.options.wait ?? pause)(500, signal);
  }

  /** Sends one request. @param limit aborts a slow request, which then counts as a network without an answer. */
  private async fetch(path: string, init: RequestInit, signal?: AbortSignal, limit?: AbortSignal): Promise<Response> {
    try {
      const ask = this.options.fetch ?? globalThis.fetch.bind(globalThis);
      const first = anySignal([...(signal ? [signal] : []), ...(limit ? [limit] : [])]);
      return await ask(this.url(path), {
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        ...init,
        ...(first ? { signal: first } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw new WireError(0, 'network', { title: error instanceof Error ? error.message : '' });
    }
  }
}

/** Resolves after a time; rejects at once when the signal aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Returns a signal that aborts with the first of these. AbortSignal.any is newer than some supported browsers. */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal | undefined {
  if (signals.length < 2) return signals[0];
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else
      signal.addEventListener('abort', () => controller.abort(signal.reason), {
        once: true,
        signal: controller.signal,
      });
  }
  return controller.signal;
}

/**
 * Tells whether somebody between here and the server answered in its place: a proxy, a firewall, a portal that wants
 * people to sign in. The server names each of its refusals.
 */
export function isBetween(error: unknown): boolean {
  return error instanceof WireError && error.code.startsWith('http_');
}

/** Tells whether an error is temporary, so that retrying may help. */
export function isPassing(error: WireError): boolean {
  return (
    error.status === 0 ||
    error.status === 408 ||
    error.status === 502 ||
    (error.status === 503 && error.code !== 'gate_gone') ||
    error.status === 504 ||
    (error.status === 429 && error.code !== 'locked' && !error.code.startsWith('quota_'))
  );
}

function delay(tried: number, patience: Patience, error: WireError): number {
  const asked = error.details.retryAfterSeconds;
  if (asked !== undefined) return Math.min(asked, 60) * 1000;
  const seconds = Math.min(0.5 * 2 ** (tried - 1), patience.longestSeconds);
  return seconds * 1000 * (0.75 + Math.random() / 2); // jitter, so that a fleet does not return at once
}

async function textOf(answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch {
    throw new WireError(0, 'network', { title: 'cut answer' });
  }
}

function parse(status: number, header: (name: string) => string | null, text: string): unknown {
  const value = jsonOf(text);
  // The server answers JSON, or 202 and 204 without any; a portal answers a page, or passes nothing on.
  if (status >= 200 && status < 300 && (status === 202 || status === 204 || value !== undefined)) return value ?? null;
  const problem = fields(value);
  const retryAfter = Number.parseInt(header('Retry-After') ?? '', 10);
  const triesLeft = problem['tries_left'];
  throw new WireError(status, typeof problem['code'] === 'string' ? problem['code'] : `http_${status}`, {
    ...(typeof problem['field'] === 'string' ? { field: problem['field'] } : {}),
    ...(typeof problem['title'] === 'string' ? { title: problem['title'] } : {}),
    ...(typeof problem['detail'] === 'string' ? { text: problem['detail'] } : {}),
    ...(typeof problem['renews'] === 'string' ? { renews: problem['renews'] } : {}),
    ...(typeof triesLeft === 'number' ? { triesLeft } : {}),
    ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
    ...(header('X-Request-Id') ? { requestId: header('X-Request-Id') ?? '' } : {}),
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the members of an object; none if the value is not an object. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** Returns a text member of an answer. Throws `broken` if it is missing or not a text. */
export function textField(value: unknown, name: string): string {
  const found = fields(value)[name];
  if (typeof found !== 'string') throw new SealingError('broken', `answer without ${name}`);
  return found;
}

/** Returns a number member of an answer. Throws `broken` if it is missing or not a number. */
export function numberField(value: unknown, name: string): number {
  const found = fields(value)[name];
  if (typeof found !== 'number') throw new SealingError('broken', `answer without ${name}`);
  return found;
}

/** Returns a list member of an answer. Throws `broken` if it is missing or not a list. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const found: unknown = fields(value)[name];
  if (!Array.isArray(found)) throw new SealingError('broken', `answer without ${name}`);
  return found;
}
