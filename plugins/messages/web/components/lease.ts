// Shows the reading time: counts down silently, announces 10, 5 and 1 minutes to screen readers, and tells when it is
// over.
import { byId, element, type Format, setText, show, type Words } from '@secure-exchanges/web/page';

const kSpokenMinutes = [10, 5, 1];
const kWarnMinutes = 5;

/** Counts a lease down. */
export class LeaseClock {
  private timer = 0;
  private expires = new Date(0);
  private spoken = Number.POSITIVE_INFINITY;

  constructor(
    private readonly words: Words,
    private readonly format: Format,
    private readonly onOver: () => void,
  ) {}

  /** Starts the countdown, or restarts it after the lease was extended. */
  start(expires: Date): void {
    this.expires = expires;
    this.spoken = Number.POSITIVE_INFINITY;
    const bar = byId('lease-bar', HTMLProgressElement);
    bar.max = Math.max(3600, this.secondsLeft());
    setText(element('lease-text'), this.words.get('lease.until', { time: this.format.time(expires) }));
    clearInterval(this.timer);
    this.timer = window.setInterval(() => this.tick(), 1000);
    this.tick();
  }

  /** Stops the countdown. */
  stop(): void {
    clearInterval(this.timer);
  }

  private secondsLeft(): number {
    return Math.max(0, Math.floor((this.expires.getTime() - Date.now()) / 1000));
  }

  private tick(): void {
    const left = this.secondsLeft();
    const [hours, minutes] = [Math.floor(left / 3600), Math.floor(left / 60) % 60];
    const text =
      hours > 0
        ? this.words.get('lease.hours', { hours, minutes })
        : this.words.get('lease.minutes', { minutes, seconds: left % 60 });
    for (const each of document.querySelectorAll<HTMLElement>('[data-lease]')) setText(each, text);
    byId('lease-bar', HTMLProgressElement).value = left;
    show(element('lease-warning'), left > 0 && left <= kWarnMinutes * 60);
    const due = kSpokenMinutes.find(each => left <= each * 60 && left > (each - 1) * 60 && this.spoken > each);
    if (due !== undefined) {
      this.spoken = due;
      setText(element('lease-spoken'), this.words.get('lease.spoken', { minutes: due }));
    }
    if (left > 0) return;
    this.stop();
    this.onOver();
  }
}
