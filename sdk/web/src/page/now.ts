// Tells the time. A device's clock may be hours or years wrong, so whatever is compared with an instant of the server is
// compared with this time, and never with `Date.now()`.

/**
 * Returns the server's time in milliseconds since 1970, as of the page (the layouts' `data-now`) and counted on since by
 * a clock that nobody can set; it may be off by the seconds that the page took to come. Outside a layout it is the
 * device's time.
 */
export function serverNow(): number {
  const page = typeof document === 'undefined' ? undefined : document.documentElement;
  const stated = Number(page?.dataset['now'] ?? '');
  return stated > 0 ? stated + performance.now() : Date.now();
}
