// Connects the reading page to its reply form, a separate script, so that people who only read do not load an editor.
import type { Bytes } from '@secure-exchanges/client';

/** Names a person. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** Holds what the reply form needs from the reading page. */
export interface ReplyRequest {
  readonly token: string;
  readonly lease: Bytes;
  readonly from: Person;
  readonly to: Person;
  readonly subject: string;
  /** Is called after the server extended the lease. */
  readonly renewed: () => void;
  /** Hands the form to the reading page. */
  readonly attach: (form: ReplyForm) => void;
}

/** Lets the reading page control the reply form. */
export interface ReplyForm {
  /** Tells whether leaving would lose something: text, files, or a send that is running. */
  isBusy(): boolean;
  /** Ends the form because the lease is over: removes everything from the page and the device. */
  end(): void;
}

/** Names the event that opens the reply form with a `ReplyRequest`. */
export const kReplyEvent = 'sx:reply';

/** Shows the form, and loads its script first if needed, which `root` names. */
export function offerReply(root: HTMLElement, request: ReplyRequest): void {
  const { replyScript, replyIntegrity } = root.dataset;
  const begin = (): void =>
    void document.dispatchEvent(new CustomEvent<ReplyRequest>(kReplyEvent, { detail: request }));
  if (document.querySelector('script[data-reply]')) return begin();
  const script = document.createElement('script');
  script.src = replyScript ?? '';
  script.integrity = replyIntegrity ?? '';
  script.dataset['reply'] = '';
  script.addEventListener('load', begin);
  document.head.append(script);
}
