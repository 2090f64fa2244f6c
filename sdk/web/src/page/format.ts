// Formats sizes, dates and times as each language writes them.

const kNoBreak = '\u00a0';

/** Formats for one language and one time zone: that of the person who is signed in, else the device's. */
export class Format {
  private readonly isFrench: boolean;
  private readonly hasIsoDates: boolean;

  constructor(
    private readonly language: string,
    private readonly zone = pageTimeZone(),
  ) {
    this.isFrench = language.startsWith('fr');
    this.hasIsoDates = language.endsWith('-x-iso'); // as sx/dates.h marks the language of who wants them
  }

  /** Formats a size in decimal units: "2,5 Go", "2.5 GB". */
  bytes(bytes: number): string {
    const units = this.isFrench ? ['octets', 'Ko', 'Mo', 'Go', 'To'] : ['bytes', 'KB', 'MB', 'GB', 'TB'];
    let value = bytes;
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    const form = { maximumFractionDigits: digits };
    if (!this.isFrench && !this.language.startsWith('en'))
      return new Intl.NumberFormat(this.language, {
        ...form,
        style: 'unit',
        unit: ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'][unit]!,
        unitDisplay: unit === 0 ? 'long' : 'short',
      })
        .format(value)
        .replace(' ', kNoBreak);
    return `${new Intl.NumberFormat(this.language, form).format(value)}${kNoBreak}${units[unit]}`;
  }

  /** Formats a number with the language's separators. */
  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** Formats date, time and zone: "3 décembre 2026, 14 h 26 (HNE)". */
  long(date: Date): string {
    const day = this.date(date, { dateStyle: 'long' });
    const zone =
      new Intl.DateTimeFormat(this.language, { timeZoneName: 'short', ...this.zoned() })
        .formatToParts(date)
        .find(part => part.type === 'timeZoneName')?.value ?? 'UTC';
    return this.hasIsoDates ? `${day} ${this.time(date)} (${zone})` : `${day}, ${this.time(date)} (${zone})`;
  }

  /** Formats date and time: "3 déc. 2026, 14 h 26". */
  short(date: Date): string {
    const day = this.date(date, { dateStyle: 'medium' });
    return this.hasIsoDates ? `${day} ${this.time(date)}` : `${day}, ${this.time(date)}`;
  }

  /** Formats a date: "3 décembre 2026". */
  day(date: Date): string {
    return this.date(date, { dateStyle: 'long' });
  }

  /** Formats a time: "14 h 26", "2:26 p.m.". */
  time(date: Date): string {
    return this.date(date, { hour: 'numeric', minute: '2-digit' }).replace(/[  ]/g, kNoBreak);
  }

  private date(date: Date, options: Intl.DateTimeFormatOptions): string {
    // Swedish writes dates as ISO 8601 has them.
    const [language, form] = !this.hasIsoDates
      ? [this.language, options]
      : [
          'sv-SE',
          options.hour ? { hour: '2-digit' as const, minute: '2-digit' as const } : { dateStyle: 'short' as const },
        ];
    return new Intl.DateTimeFormat(language, { ...form, ...this.zoned() }).format(date);
  }

  private zoned(): Intl.DateTimeFormatOptions {
    return this.zone ? { timeZone: this.zone } : {};
  }
}

/** Returns the time zone that the person who is signed in has chosen; undefined if nobody is. */
function pageTimeZone(): string | undefined {
  return globalThis.document?.documentElement.dataset['timeZone'];
}

/** Parses a typed whole number from 1 to `max`; null if it is not one. */
export function whole(text: string, max: number): number | null {
  const value = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= max ? value : null;
}
