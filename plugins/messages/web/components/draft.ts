// Describes what a draft of a message keeps on this device.
import type { DraftSummary } from '@secure-exchanges/web/device';
import type { KeptFile } from '@secure-exchanges/web/files';
import type { GateSettings } from '@secure-exchanges/web/gates';
import type { Addressee } from '@secure-exchanges/web/people';
import type { TypedChoices } from '@secure-exchanges/web/options';

/** Holds a draft. */
export interface Draft {
  readonly recipients: readonly Addressee[];
  readonly subject: string;
  readonly showsSubject: boolean;
  readonly html: string;
  readonly files: readonly KeptFile[];
  readonly choices: TypedChoices;
  /** Holds the settings of plugins' gates. Missing in drafts saved by older versions. */
  readonly gates?: GateSettings;
}

/** Returns what tells a kept draft from others. */
export function summaryOf(text: string): DraftSummary | null {
  const draft = parseDraft(text);
  return draft && { subject: draft.subject, to: draft.recipients.map(each => each.name || each.address) };
}

/** Reads a draft that this device sealed. Returns null if an older version wrote it in another form. */
export function parseDraft(text: string): Draft | null {
  try {
    const draft: Draft = JSON.parse(text); // trusted: this device sealed it
    return Array.isArray(draft.recipients) &&
      Array.isArray(draft.files) &&
      typeof draft.html === 'string' &&
      typeof draft.choices === 'object'
      ? draft
      : null;
  } catch {
    return null;
  }
}
