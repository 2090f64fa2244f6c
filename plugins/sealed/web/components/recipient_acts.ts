// Offers a recipient to destroy a message, to report it, and to ask for it again (row I6).
import { type Bytes, kFewTries, toBase64Url, type Wire } from '@secure-exchanges/client';
import { part, place, setText, show, type Words } from '@secure-exchanges/web/page';

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
    place(this.root, 'destroy-yes').addEventListener('click', () => {
      destroying.close();
      void this.destroy();
    });
    const reporting = part(this.root, 'report-dialog', HTMLDialogElement);
    place(this.root, 'report-ask').addEventListener('click', () => reporting.showModal());
    place(this.root, 'report-no').addEventListener('click', () => reporting.close());
    part(this.root, 'report-form', HTMLFormElement).addEventListener(
      'submit',
      () => void this.report(part(this.root, 'report-reason', HTMLSelectElement).value),
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
    if (await this.post('destroy', undefined)) this.hooks.destroyed();
    else setText(place(this.root, 'acts-state'), this.words.get('destroying.failed'));
  }

  private async report(reason: string): Promise<void> {
    const isDone = await this.post('report', { reason });
    setText(place(this.root, 'acts-state'), this.words.get(isDone ? 'reporting.done' : 'reporting.failed'));
    part(this.root, 'report-ask', HTMLButtonElement).disabled = isDone;
  }

  /**
   * Asks the sender to send the message again. The server's answer is the same whether or not there ever was a message.
   */
  private async askAgain(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    try {
      await this.wire.json('POST', `/m/${this.token}/again`, undefined, kFewTries);
      setText(place(this.root, 'ask-again-state'), button.dataset['done'] ?? '');
    } catch {
      setText(place(this.root, 'ask-again-state'), button.dataset['failed'] ?? '');
      button.disabled = false;
    }
  }

  private async post(act: string, body: unknown): Promise<boolean> {
    const lease = this.hooks.lease();
    if (!lease) return false;
    try {
      await this.wire.json('POST', `/m/${this.token}/${act}`, body, kFewTries, undefined, {
        Authorization: `Lease ${toBase64Url(lease)}`,
      });
      return true;
    } catch {
      return false;
    }
  }
}
