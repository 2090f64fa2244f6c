// Offers the drafts that wait on this device, and a blank page beside them.
import { clone, part, setText, show } from '../page/dom.js';
import type { Format } from '../page/format.js';
import type { Words } from '../page/words.js';
import { type ClaimedDraft, claimNext, dropWaiting } from './claimed_drafts.js';

/** Shows of a draft what tells it from others; empty texts where it has none. */
export interface DraftSummary {
  readonly subject: string;
  readonly to: readonly string[];
}

/**
 * Lists the drafts that no tab is writing, each to go on with or to discard.
 * @param root is the note that lists them: parts `drafts-title`, `drafts-list` and template `draft-row`.
 * @param words has `drafts.…`.
 */
export function offerWaiting(
  root: HTMLElement,
  claimed: ClaimedDraft,
  summaryOf: (text: string) => DraftSummary | null,
  words: Words,
  format: Format,
): void {
  const { waiting, prefix } = claimed;
  const list = part(root, 'drafts-list', HTMLElement);
  let count = waiting.length;
  const showCount = (): void => {
    setText(part(root, 'drafts-title', HTMLElement), words.count('drafts.title', count));
    show(root, count > 0);
  };
  list.replaceChildren(
    ...waiting.map(each => {
      const row = clone(root, 'draft-row');
      const draft = summaryOf(each.text);
      const subject = draft?.subject.trim() || words.get('drafts.untitled');
      setText(part(row, 'draft-subject', HTMLElement), subject);
      setText(
        part(row, 'draft-meta', HTMLElement),
        [format.short(each.at), ...(draft?.to ?? []).slice(0, 3)].join(' · '),
      );
      part(row, 'draft-resume', HTMLButtonElement).addEventListener('click', () => {
        claimNext(prefix, each.name);
        location.reload();
      });
      part(row, 'draft-drop', HTMLButtonElement).addEventListener('click', async () => {
        if (!(await dropWaiting(each.name))) return location.reload();
        row.remove();
        count -= 1;
        showCount();
        if (count > 0) part(root, 'drafts-title', HTMLElement).focus();
      });
      for (const name of ['draft-resume', 'draft-drop'])
        part(row, name, HTMLButtonElement).setAttribute(
          'aria-label',
          words.get(name === 'draft-resume' ? 'drafts.resume_named' : 'drafts.drop_named', { subject }),
        );
      return row;
    }),
  );
  showCount();
}

/** Offers a blank page where a draft was restored; the draft waits. @param keep saves what was written last. */
export function offerBlank(
  button: HTMLButtonElement,
  hasDraft: boolean,
  { prefix }: ClaimedDraft,
  keep: () => Promise<void>,
): void {
  show(button, hasDraft);
  button.addEventListener('click', async () => {
    await keep();
    claimNext(prefix, null);
    location.reload();
  });
}
