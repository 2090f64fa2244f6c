// Words why something could not be sent.
import { isBetween, isPassing, WireError } from '@secure-exchanges/client';
import { quotaText } from '../page/quota.js';
import type { Words } from '../page/words.js';
import { Unreadable } from './upload.js';

const kPlanCodes: ReadonlySet<string> = new Set(['no_licence', 'subscription_ended', 'not_in_plan', 'plan_limit']);

/** Tells whether a rule of the company or the sender's plan refused, in words that say what would allow it. */
function isOfPlanOrRule(code: string): boolean {
  return code.startsWith('rule_') || kPlanCodes.has(code);
}

/**
 * Returns the text for a send that failed: the server's own for a quota, a rule of the company and a plan; else the page's `files.gone`, `failed.…`
 * (partial `sx-sending`).
 * @param isPosted the server was asked to send: without its own answer nobody here knows whether it did.
 * @param own names other words of the page, by the server's code or status.
 */
export function sendFailure(
  error: unknown,
  words: Words,
  own: Readonly<Record<string, string>> = {},
  isPosted = false,
): string {
  if (error instanceof WireError && isOfPlanOrRule(error.code) && error.details.text) return error.details.text;
  const quota = quotaText(error, words.language);
  if (quota !== null) return quota;
  if (error instanceof Unreadable) return words.get('files.gone', { name: error.message });
  if (!(error instanceof WireError)) return words.get('failed.text');
  if (error.code === 'other_person') return words.get('failed.other_person', { person: error.details.text ?? '' });
  if (isPosted && (isBetween(error) || isPassing(error))) return words.get('failed.unsure');
  if (isBetween(error))
    return words.get(error.status === 413 ? 'failed.between_size' : 'failed.between', { status: error.status });
  const isFull = error.status === 507 || error.status === 413;
  return words.get(own[error.code] ?? own[error.status] ?? (isFull ? 'failed.full' : 'failed.text'));
}
