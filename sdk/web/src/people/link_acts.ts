// Offers what needs the link of something sent, which only the sending device has: resend the notice, copy the link.
import { makeLink, Sender, Wire, WireError } from '@secure-exchanges/client';
import { dropLinks, type Kept, type KeptLink, keptLinks } from '../device/kept_links.js';
import { csrfToken } from '../page/csrf.js';
import { copyText, part, place, setText, show } from '../page/dom.js';
import { quotaText } from '../page/quota.js';
import { pageLanguage, type Words } from '../page/words.js';

/**
 * Shows these acts below `root` for each recipient whose link this device has. Deletes the links once it is over.
 * @param words has those of the partial `sx-link-acts`.
 */
export async function offerActs(root: HTMLElement, id: string, isLive: boolean, words: Words): Promise<void> {
  const rows = [...root.querySelectorAll<HTMLElement>('[data-grant]')];
  if (!isLive) return dropLinks(id).catch(() => undefined);
  const kept = await keptLinks(id).catch(() => null);
  show(place(root, 'no-link'), kept === null);
  if (!kept) return;
  const isMailed = place(root, 'message').dataset['mailed'] === 'true';
  for (const row of rows) {
    const link = kept.links.get(row.dataset['grant'] ?? '');
    if (!link) continue;
    offerOne(id, row, kept, link, isMailed, words);
    show(row, true);
  }
}

function offerOne(id: string, row: HTMLElement, kept: Kept, link: KeptLink, isMailed: boolean, words: Words): void {
  const state = part(row, 'resend-state', HTMLElement);
  const resend = part(row, 'resend', HTMLButtonElement);
  const copy = part(row, 'copy', HTMLButtonElement);
  show(resend, isMailed);
  show(copy, !isMailed);
  resend.addEventListener('click', async () => {
    resend.disabled = true;
    resend.setAttribute('aria-busy', 'true');
    setText(state, '');
    const sender = new Sender(new Wire({ origin: location.origin, headers: () => ({ 'X-CSRF-Token': csrfToken() }) }));
    try {
      await sender.resend(id, row.dataset['grant'] ?? '', link.secret, kept.notice);
      const code =
        row.dataset['code'] === 'true'
          ? ` ${words.get('resend.code')}`
          : link.code
            ? ` ${words.get('resend.same_code', { code: link.code })}`
            : '';
      setText(state, words.get('resend.done', { name: row.dataset['name'] ?? '' }) + code);
    } catch (error) {
      const isLimited = error instanceof WireError && error.status === 429;
      const text = words.get(isLimited ? 'resend.limited' : 'resend.failed');
      setText(state, quotaText(error, pageLanguage()) ?? text);
    }
    resend.disabled = false;
    resend.setAttribute('aria-busy', 'false');
  });
  copy.addEventListener('click', async () => {
    const isCopied = await copyText(makeLink(location.origin, link.token, link.secret));
    setText(
      state,
      !isCopied
        ? words.get('copy.failed')
        : link.code
          ? words.get('copy.code', { code: link.code })
          : words.get('copy.done'),
    );
  });
}
