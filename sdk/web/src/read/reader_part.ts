// Connects the reading page to parts of other plugins, each a separate script, so that people who only read do not load
// what they do not use (an editor, say). A plugin puts its part into the slot `sealed.read.after`:
//   <div data-reader="KIND" data-script="{{asset.part_js.url}}" data-integrity="{{asset.part_js.integrity}}">…</div>
import type { Bytes, Manifest, Opened } from '@secure-exchanges/client';
import { tellPart } from '../page/parts.js';

/** Names a person. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Holds what a part needs of an item that was opened. */
export interface OpenedItem {
  readonly token: string;
  readonly lease: Bytes;
  /** Is the reader. */
  readonly to: Person;
  /** Is the author. */
  readonly from: Person;
  readonly opened: Opened;
  readonly manifest: Manifest;
  /** Is called after the server extended the lease. */
  readonly renewed: () => void;
  /** Hands the part to the reading page. */
  readonly attach: (part: ReaderPart) => void;
}

/** Lets the reading page control a part. */
export interface ReaderPart {
  /** Tells whether leaving would lose something: text, files, or a send that is running. */
  isBusy(): boolean;
  /** Ends the part because the lease is over: removes everything from the page and the device. */
  end(): void;
}

/** Names the event, at a part's element, that tells it of an opened item. */
export const kOpenedEvent = 'sx:opened';

/** Tells the parts below `root` of an opened item of their kind, and loads their scripts first if needed. */
export function tellParts(root: HTMLElement, item: OpenedItem): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-reader]'))
    if (part.dataset['reader'] === item.opened.kind) tellPart<OpenedItem>(part, kOpenedEvent, item);
}
