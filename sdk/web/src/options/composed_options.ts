// Lets parts of other plugins read and set the options of what is being written. A plugin puts its part into a slot of the
// page, `messages.composer.options` of the composer:
//   <div data-options-part data-script="{{asset.part_js.url}}" data-integrity="{{asset.part_js.integrity}}">…</div>
import { tellPart } from '../page/parts.js';

/** Holds options as the wire has them (docs/wire.md, "Option templates"). */
export type WireOptions = Readonly<Record<string, unknown>>;

/** Gives access to the options of the page. */
export interface ComposedOptions {
  /** Returns the options as they are now. */
  read(): WireOptions;
  /** Sets the options that a person chose. */
  apply(options: WireOptions): void;
  /** Sets options that nobody chose just now. Returns false if the person has begun to write: theirs stay. */
  applyDefault(options: WireOptions): boolean;
}

/** Names the event, at a part's element, that brings it the options. */
export const kOptionsEvent = 'sx:options';

/** Hands the options to the parts below `root`. */
export function offerOptions(root: HTMLElement, options: ComposedOptions): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-options-part]'))
    tellPart<ComposedOptions>(part, kOptionsEvent, options);
}
