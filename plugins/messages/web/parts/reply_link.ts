// What joins the reading page and its reply form, which is a script of its own: who only reads does not load an editor.
import type { Bytes } from '@secure-exchanges/client';
import { element } from './dom.js';

export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface ReplyRequest {
  readonly token: string;
  readonly lease: Bytes;
  readonly from: Person;
  readonly to: Person;
  readonly subject: string;
  /** The server has made the lease longer. */
  readonly renewed: () => void;
  readonly attach: (form: ReplyForm) => void;
}

export interface ReplyForm {
  /** Something would be lost: text, files, or a sending under way. */
  isBusy(): boolean;
  /** The lease is over: nothing stays, on the page or on the device. */
  end(): void;
}

export const kReplyEvent = 'sx:reply';

/** Shows the form, once its script is there. */
export function offerReply(request: ReplyRequest): void {
  const { replyScript, replyIntegrity } = element('read').dataset;
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
