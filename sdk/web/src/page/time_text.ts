// Words how long something will still take, in steps that do not flicker.
import type { Words } from './words.js';

/** Words a duration: in steps of five seconds below a minute, then in minutes, then in hours. */
export function timeText(words: Words, seconds: number): string {
  if (seconds < 60) return words.get('time.seconds', { count: Math.max(1, Math.ceil(seconds / 5) * 5) });
  if (seconds < 5400) return words.get('time.minutes', { count: Math.ceil(seconds / 60) });
  return words.get('time.hours', { count: Math.ceil(seconds / 3600) });
}

const kRateWindowMilliseconds = 8000;

/**
 * Estimates the time left from the rate of the last eight seconds, so that an earlier pause or bad network does not
 * count.
 */
export class Rate {
  private readonly marks: { readonly at: number; readonly bytes: number }[] = [];

  /** Returns the seconds left; null until the rate is known. */
  left(done: number, total: number): number | null {
    const now = performance.now();
    this.marks.push({ at: now, bytes: done });
    while (this.marks.length > 2 && now - (this.marks[0]?.at ?? now) > kRateWindowMilliseconds) this.marks.shift();
    const first = this.marks[0];
    if (!first || now - first.at < 1000 || done <= first.bytes) return null;
    return (total - done) / ((done - first.bytes) / (now - first.at)) / 1000;
  }

  /** Forgets what was measured before the transfer began. */
  restart(): void {
    this.marks.length = 0;
  }
}
