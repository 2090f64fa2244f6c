// Keeps what a person is writing, so that a later visit goes on: the draft, the handles of its files, and what an attempt
// to send began.
import type { Begun } from '@secure-exchanges/client';
import { dropDraft, keepDraft, keepOpen, keptDraft, keptOpen } from './drafts.js';

const kDelayMilliseconds = 500;

/** Is what a page keeps of one draft on this device. */
export class KeptWork {
  /** Holds what an earlier attempt began; parts that the server has are not uploaded again. */
  begun: Begun | null = null;
  private timer = 0;
  private isDropped = false;

  /** @param name tells drafts apart. */
  constructor(private readonly name: string) {}

  /** Saves the draft, and handles of its files, which only this browser can use. */
  async keep(
    text: string,
    files: readonly { readonly name: string; readonly handle: FileSystemFileHandle | null }[],
  ): Promise<void> {
    if (this.isDropped) return;
    await keepDraft(this.name, text);
    if (this.isDropped) return;
    const handles = files.flatMap(({ name, handle }) => (handle ? [[name, handle] as const] : []));
    await keepOpen(this.filesName(), new Map(handles));
  }

  /** Deletes the draft, because it holds nothing any more; what is written next is kept again. */
  async clear(): Promise<void> {
    await dropDraft(this.name);
    await keepOpen(this.filesName(), null);
  }

  /** Reads the draft. Returns null if there is none, or if this browser stores nothing. */
  kept(): Promise<{ text: string; at: Date } | null> {
    return keptDraft(this.name).catch(() => null);
  }

  /** Reads what an attempt to send the draft began. */
  async takeBegun(): Promise<void> {
    const kept = await keptDraft(this.begunName()).catch(() => null);
    if (kept) this.begun = JSON.parse(kept.text); // trusted: this device sealed it
  }

  /** Reads the handles of the draft's files. */
  async handles(): Promise<ReadonlyMap<string, FileSystemFileHandle>> {
    const kept = await keptOpen(this.filesName()).catch(() => null);
    return kept instanceof Map ? kept : new Map();
  }

  /**
   * Saves what a later attempt needs: at once if the message is new or was posted, otherwise at most twice a second.
   */
  async keepBegun(begun: Begun): Promise<void> {
    const isUrgent = this.begun?.created.id !== begun.created.id || begun.posted !== undefined;
    this.begun = begun;
    const keep = async (): Promise<void> => {
      this.timer = 0;
      if (this.begun && !this.isDropped)
        await keepDraft(this.begunName(), JSON.stringify(this.begun)).catch(() => undefined);
    };
    if (isUrgent) await keep();
    else if (this.timer === 0) this.timer = window.setTimeout(() => void keep(), kDelayMilliseconds);
  }

  /** Deletes all of it; nothing is kept any more. */
  async drop(): Promise<void> {
    this.isDropped = true;
    clearTimeout(this.timer);
    this.begun = null;
    await dropDraft(this.name).catch(() => undefined);
    await dropDraft(this.begunName()).catch(() => undefined);
    await keepOpen(this.filesName(), null).catch(() => undefined);
  }

  private begunName(): string {
    return `${this.name} begun`;
  }

  private filesName(): string {
    return `files ${this.name}`;
  }
}
