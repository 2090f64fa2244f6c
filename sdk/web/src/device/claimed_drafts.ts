// Gives each tab a draft of its own: two tabs that write at once lose nothing of each other, and a draft whose tab was
// closed waits for the next one. A lock that ends with its tab says which drafts are being written.
import { random, toBase64Url } from '@secure-exchanges/client';
import { draftNames, keptDraft } from './drafts.js';
import { KeptWork } from './kept_work.js';

/** Names a draft that waits for somebody to go on with it. */
export interface WaitingDraft {
  readonly name: string;
  readonly text: string;
  readonly at: Date;
}

/** Is this tab's draft and those that wait. */
export interface ClaimedDraft {
  /** Tells what the draft is of. */
  readonly prefix: string;
  /** Names this tab's draft for `keepDraft`. */
  readonly name: string;
  /** Lists the drafts that no tab is writing, newest first. */
  readonly waiting: readonly WaitingDraft[];
}

const kMostWaiting = 20;
const kPatienceMilliseconds = 1000;
/** Marks the name of a draft that begins blank though others wait. */
const kBlank = '!';

/**
 * Claims a draft for this tab until it is closed: the one that it has kept, otherwise the newest that waits, otherwise a
 * new one. @param prefix tells what the draft is of: its author, and what it answers to.
 */
export async function claimDraft(prefix: string): Promise<ClaimedDraft> {
  const names: readonly string[] = await draftNames(prefix).catch(() => []);
  const kept = ownName(prefix);
  const own = kept?.replace(kBlank, '') ?? '';
  // A tab whose own draft holds nothing takes one that waits, unless the person asked for a blank page.
  const isOwn = names.includes(own) || kept?.startsWith(kBlank);
  let claimed = '';
  for (const name of isOwn ? [own, ...names.filter(each => each !== own)] : names)
    if (claimed === '' && (await lock(name, name === own))) claimed = name;
  if (claimed === '') {
    claimed = newName(prefix);
    await lock(claimed);
  }
  if (claimed !== own || !isOwn) keepOwnName(prefix, claimed);
  const written = await lockedNames();
  const waiting: WaitingDraft[] = [];
  for (const name of names.filter(each => each !== claimed && !written.has(lockName(each))).slice(0, kMostWaiting)) {
    const kept = await keptDraft(name).catch(() => null);
    if (kept) waiting.push({ name, ...kept });
  }
  return { prefix, name: claimed, waiting };
}

/** Makes this tab take another draft, or a new one, when its page is loaded next. */
export function claimNext(prefix: string, name: string | null): void {
  keepOwnName(prefix, name ?? kBlank + newName(prefix));
}

/** Forgets which draft this tab has, so that nothing of it stays in the browser. */
export function forgetClaim(prefix: string): void {
  try {
    sessionStorage.removeItem(`sx draft ${prefix}`);
  } catch {
    // This browser stores nothing.
  }
}

/** Deletes a draft that waits; false: a tab is writing it now. */
export async function dropWaiting(name: string): Promise<boolean> {
  if ((await lockedNames()).has(lockName(name))) return false;
  await new KeptWork(name).drop();
  return true;
}

function newName(prefix: string): string {
  return `#${toBase64Url(random(9))} ${prefix}`;
}

/**
 * Takes a lock that this tab keeps until it is closed. Without locks every tab gets what it asks for.
 * @param waits for a moment: a page that is loaded again lets go only then.
 */
function lock(name: string, waits = false): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise(resolve => {
    void navigator.locks
      .request(
        lockName(name),
        waits ? { signal: AbortSignal.timeout(kPatienceMilliseconds) } : { ifAvailable: true },
        held => {
          resolve(held !== null);
          return held === null ? undefined : new Promise<void>(() => undefined);
        },
      )
      .catch(() => resolve(false));
  });
}

/** Names the locks that some tab holds. */
async function lockedNames(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.flatMap(each => each.name ?? []));
}

function lockName(name: string): string {
  return `sx draft ${name}`;
}

function ownName(prefix: string): string | null {
  try {
    return sessionStorage.getItem(`sx draft ${prefix}`);
  } catch {
    return null;
  }
}

function keepOwnName(prefix: string, name: string): void {
  try {
    sessionStorage.setItem(`sx draft ${prefix}`, name);
  } catch {
    // This browser stores nothing: a reload begins anew.
  }
}
