// Names why something sealed does not open.
import { isBetween, SealingError, WireError } from '@secure-exchanges/client';

/** Returns the key of the words that say why. */
export function failureOf(error: unknown): string {
  if (error instanceof SealingError)
    return error.code === 'unknown_version' || error.code === 'cost' ? 'failed.newer' : 'failed.broken';
  if (!(error instanceof WireError)) return 'failed.server';
  if (error.code === 'gate_gone') return 'failed.gate';
  if (error.status === 0) return 'failed.network';
  return isBetween(error) ? 'failed.between' : 'failed.server';
}

/** Tells whether the server said that a lease is over, or its item gone. */
export function isOver(error: unknown): boolean {
  return error instanceof WireError && (error.code === 'lease_over' || error.code === 'refused');
}

/** Waits for something. Returns whether it was done; false if it failed, however. */
export function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
