// Shows the reading time: counts down silently, announces 10, 5 and 1 minutes to screen readers, and tells when it is
// over. It counts the seconds that the server stated, and compares no time with the device's clock, which may be wrong.
import { componentOf, part, place, setText, show } from '../page/dom.js';
import { Format } from '../page/format.js';
import { Words } from '../page/words.js';

const kSpokenMinutes = [10, 5, 1];
const kWarnMinutes = 5;

/**
 * Counts a lease down (partials `sx-lease` and `sx-lease-warning`), also in each other part `lease-left` of the root.
 * onOver: called once the seconds have passed. onDoubt: called when the page shows again after it was hidden, because a
 * device that slept may not have counted; ask the server and start again.
 */
export class LeaseClock {
  private timer = 0;
  private end = 0;
  private spoken = Number.POSITIVE_INFINITY;

  private readonly clock: HTMLElement;
  private readonly warning: HTMLElement;
  private readonly words: Words;
  private readonly format: Format;

  constructor(
    private readonly root: HTMLElement,
    private readonly onOver: () => void,
    private readonly onDoubt: () => void = () => undefined,
  ) {
    this.clock = componentOf(root, 'lease/1');
    this.warning = componentOf(root, 'lease-warning/1');
    this.words = Words.in(this.clock);
    this.format = new Format(this.words.language);
    document.addEventListener('visibilitychange', () => {
      if (this.timer !== 0 && document.visibilityState === 'visible') this.onDoubt();
    });
  }

  /**
   * Starts the countdown, or restarts it after the lease was extended. seconds: what the server says is left; expires:
   * the same as an instant, to be shown.
   */
  start(seconds: number, expires: Date): void {
    this.end = performance.now() + seconds * 1000;
    this.spoken = Number.POSITIVE_INFINITY;
    const bar = part(this.clock, 'lease-bar', HTMLProgressElement);
    bar.max = Math.max(3600, this.secondsLeft());
    setText(place(this.clock, 'lease-text'), this.words.get('until', { time: this.format.time(expires) }));
    clearInterval(this.timer);
    this.timer = window.setInterval(() => this.tick(), 1000);
    this.tick();
  }

  /** Stops the countdown. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
  }

  private secondsLeft(): number {
    return Math.max(0, Math.floor((this.end - performance.now()) / 1000));
  }

  private tick(): void {
    const left = this.secondsLeft();
    const [hours, minutes] = [Math.floor(left / 3600), Math.floor(left / 60) % 60];
    const text =
      hours > 0
        ? this.words.get('clock.hours', { hours, minutes })
        : this.words.get('clock.minutes', { minutes, seconds: left % 60 });
    for (const each of this.root.querySelectorAll<HTMLElement>('[data-part="lease-left"]')) setText(each, text);
    part(this.clock, 'lease-bar', HTMLProgressElement).value = left;
    show(place(this.warning, 'lease-warning'), left > 0 && left <= kWarnMinutes * 60);
    const due = kSpokenMinutes.find(each => left <= each * 60 && left > (each - 1) * 60 && this.spoken > each);
    if (due !== undefined) {
      this.spoken = due;
      setText(place(this.warning, 'lease-spoken'), this.words.get('spoken', { minutes: due }));
    }
    if (left > 0) return;
    this.stop();
    this.onOver();
  }
}
