// Offers a recipient to destroy a message, to report it, and to ask for it again (row I6).
import { type Bytes, kFewTries, toBase64Url, type Wire } from '@secure-exchanges/client';
import { once, part, place, quotaText, setText, show, type Words } from '@secure-exchanges/web/page';

/** Runs the buttons and dialogs of these acts. */
export class RecipientActs {
  constructor(
    private readonly root: HTMLElement,
    private readonly wire: Wire,
    private readonly token: string,
    private readonly words: Words,
    private readonly hooks: {
      readonly lease: () => Bytes | null;
      readonly opensLeft: () => number;
      readonly destroyed: () => void;
    },
  ) {
    const destroying = part(this.root, 'destroy-dialog', HTMLDialogElement);
    place(this.root, 'destroy-ask').addEventListener('click', () => {
      const left = hooks.opensLeft();
      show(place(this.root, 'destroy-opens'), left > 0);
      setText(place(this.root, 'destroy-opens'), left > 0 ? words.count('destroying.opens', left) : '');
      destroying.showModal();
    });
    place(this.root, 'destroy-no').addEventListener('click', () => destroying.close());
    const destroy = once(() => this.destroy());
    place(this.root, 'destroy-yes').addEventListener('click', () => {
      destroying.close();
      void destroy();
    });
    const reporting = part(this.root, 'report-dialog', HTMLDialogElement);
    place(this.root, 'report-ask').addEventListener('click', () => reporting.showModal());
    place(this.root, 'report-no').addEventListener('click', () => reporting.close());
    const report = once((reason: string) => this.report(reason));
    part(this.root, 'report-form', HTMLFormElement).addEventListener(
      'submit',
      () => void report(part(this.root, 'report-reason', HTMLSelectElement).value),
    );
    const again = root.querySelector<HTMLButtonElement>('[data-part="ask-again"]'); // of a plugin, if there is one
    again?.addEventListener('click', () => void this.askAgain(again));
  }

  /** Clears what the page told about an earlier open. */
  reset(): void {
    setText(place(this.root, 'acts-state'), '');
    part(this.root, 'report-ask', HTMLButtonElement).disabled = false;
  }

  private async destroy(): Promise<void> {
    if ((await this.post('destroy', undefined)) === null) this.hooks.destroyed();
    else setText(place(this.root, 'acts-state'), this.words.get('destroying.failed'));
  }

  private async report(reason: string): Promise<void> {
    const error = await this.post('report', { reason });
    const text = this.words.get(error === null ? 'reporting.done' : 'reporting.failed');
    setText(place(this.root, 'acts-state'), quotaText(error, document.documentElement.lang) ?? text);
    part(this.root, 'report-ask', HTMLButtonElement).disabled = error === null;
  }

  /**
   * Asks the sender to send the message again. The server's answer is the same whether or not there ever was a message.
   */
  private async askAgain(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    try {
      await this.wire.json('POST', `/m/${this.token}/again`, undefined, kFewTries);
      setText(place(this.root, 'ask-again-state'), button.dataset['done'] ?? '');
    } catch (error) {
      const text = quotaText(error, document.documentElement.lang) ?? button.dataset['failed'];
      setText(place(this.root, 'ask-again-state'), text ?? '');
      button.disabled = false;
    }
  }

  /** Returns null if the server did it, else what went wrong. */
  private async post(act: string, body: unknown): Promise<unknown> {
    const lease = this.hooks.lease();
    if (!lease) return new Error('no lease');
    try {
      await this.wire.json('POST', `/m/${this.token}/${act}`, body, kFewTries, undefined, {
        Authorization: `Lease ${toBase64Url(lease)}`,
      });
      return null;
    } catch (error) {
      return error;
    }
  }
}
