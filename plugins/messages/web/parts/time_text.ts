// How long something still takes, in steps that do not flicker.
import type { Words } from './words.js';

export function timeText(words: Words, seconds: number): string {
  if (seconds < 60) return words.get('time.seconds', { count: Math.max(1, Math.ceil(seconds / 5) * 5) });
  if (seconds < 5400) return words.get('time.minutes', { count: Math.ceil(seconds / 60) });
  return words.get('time.hours', { count: Math.ceil(seconds / 3600) });
}
