// Words a refusal for a quota.
import { WireError } from '@secure-exchanges/client';
import { Format } from './format.js';
import { serverNow } from './now.js';

const kSoonMilliseconds = 20 * 3_600_000;

/**
 * Returns the server's words for a quota that is used up, and when it renews in the reader's zone: "… in 42 minutes
 * (2:26 p.m.)". Returns null for other errors.
 */
export function quotaText(error: unknown, language: string): string | null {
  if (!(error instanceof WireError) || !error.code.startsWith('quota_') || !error.details.text) return null;
  const renews = new Date(error.details.renews ?? '');
  if (Number.isNaN(renews.getTime())) return error.details.text;
  const format = new Format(language);
  const isSoon = renews.getTime() - serverNow() < kSoonMilliseconds;
  return `${error.details.text} (${isSoon ? format.time(renews) : format.long(renews)})`;
}
