// Keeps a page up to date without a reload: fetches the page again and replaces its data-live places.

const kFirstWaitMilliseconds = 4000;
const kLongestWaitMilliseconds = 60_000;

/**
 * Keeps the page up to date. Fetches less and less often while nothing changes, not at all while the tab is hidden, and
 * at once when it is shown again.
 * @param changed is called with the newer page after places were replaced.
 */
export function live(changed: (newer: Document) => void): void {
  let wait = kFirstWaitMilliseconds;
  let timer = 0;
  let asking: AbortController | null = null;
  const stop = (): void => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };
  const again = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') timer = window.setTimeout(() => void ask(), wait);
  };
  const ask = async (): Promise<void> => {
    asking = new AbortController();
    const newer = await pageNow(asking.signal).catch(() => null);
    const isChanged = newer !== null && document.querySelector('dialog[open]') === null && takeOver(newer);
    if (newer && isChanged) changed(newer);
    wait = isChanged ? kFirstWaitMilliseconds : Math.min(kLongestWaitMilliseconds, wait * 1.5);
    again();
  };
  document.addEventListener('visibilitychange', () => {
    stop();
    wait = kFirstWaitMilliseconds;
    if (document.visibilityState === 'visible') void ask();
  });
  window.addEventListener('pagehide', stop);
  window.addEventListener('online', () => {
    stop();
    wait = kFirstWaitMilliseconds;
    void ask();
  });
  again();
}

/**
 * Fetches the page as it is now. Returns null if the person is signed out or the page is gone; throws if no answer
 * comes.
 */
async function pageNow(signal: AbortSignal): Promise<Document | null> {
  const answer = await fetch(location.href, {
    headers: { Accept: 'text/html' },
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  });
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) return null;
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/** Replaces the places that changed, except the one that has the focus. Returns whether any was replaced. */
function takeOver(newer: Document): boolean {
  let isChanged = false;
  for (const place of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const next = newer.querySelector<HTMLElement>(`[data-live="${CSS.escape(place.dataset['live'] ?? '')}"]`);
    if (!next || place.contains(document.activeElement) || bare(place) === bare(next)) continue;
    place.replaceWith(document.adoptNode(next));
    isChanged = true;
  }
  return isChanged;
}

/** Returns a place's HTML without the CSRF tokens and without what this page's scripts filled in. */
function bare(place: HTMLElement): string {
  const copy = place.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return '';
  for (const token of copy.querySelectorAll('input[name="_csrf"]')) token.removeAttribute('value');
  for (const own of copy.querySelectorAll('[data-file], [data-part="subject"]')) own.textContent = '';
  return copy.innerHTML;
}
