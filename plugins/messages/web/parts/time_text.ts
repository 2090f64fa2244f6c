// How long something still takes, in steps that do not flicker.
import type { Words } from './words.js';

export function timeText(words: Words, seconds: number): string {
  if (seconds < 60) return words.get('time.seconds', { count: Math.max(1, Math.ceil(seconds / 5) * 5) });
  if (seconds < 5400) return words.get('time.minutes', { count: Math.ceil(seconds / 60) });
  return words.get('time.hours', { count: Math.ceil(seconds / 3600) });
}

const kRateWindowMilliseconds = 8000;

/** What is left, from the rate of the last seconds: a pause or a bad network before them does not count. */
export class Rate {
  private readonly marks: { readonly at: number; readonly bytes: number }[] = [];

  /** Seconds; null before there is a rate. */
  left(done: number, total: number): number | null {
    const now = performance.now();
    this.marks.push({ at: now, bytes: done });
    while (this.marks.length > 2 && now - (this.marks[0]?.at ?? now) > kRateWindowMilliseconds) this.marks.shift();
    const first = this.marks[0];
    if (!first || now - first.at < 1000 || done <= first.bytes) return null;
    return (total - done) / ((done - first.bytes) / (now - first.at)) / 1000;
  }

  /** What came before was no transfer. */
  restart(): void {
    this.marks.length = 0;
  }
}
