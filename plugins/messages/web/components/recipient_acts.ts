// Offers a recipient to destroy a message, to report it, and to ask for it again (row I6).
import { type Bytes, kFewTries, toBase64Url, type Wire } from '@secure-exchanges/client';
import { byId, element, setText, show, type Words } from '@secure-exchanges/web/page';

/** Runs the buttons and dialogs of these acts. */
export class RecipientActs {
  constructor(
    private readonly wire: Wire,
    private readonly token: string,
    private readonly words: Words,
    private readonly hooks: {
      readonly lease: () => Bytes | null;
      readonly opensLeft: () => number;
      readonly destroyed: () => void;
    },
  ) {
    const destroying = byId('destroy-dialog', HTMLDialogElement);
    element('destroy-ask').addEventListener('click', () => {
      const left = hooks.opensLeft();
      show(element('destroy-opens'), left > 0);
      setText(element('destroy-opens'), left > 0 ? words.count('destroying.opens', left) : '');
      destroying.showModal();
    });
    element('destroy-no').addEventListener('click', () => destroying.close());
    element('destroy-yes').addEventListener('click', () => {
      destroying.close();
      void this.destroy();
    });
    const reporting = byId('report-dialog', HTMLDialogElement);
    element('report-ask').addEventListener('click', () => reporting.showModal());
    element('report-no').addEventListener('click', () => reporting.close());
    byId('report-form', HTMLFormElement).addEventListener(
      'submit',
      () => void this.report(byId('report-reason', HTMLSelectElement).value),
    );
    element('ask-again').addEventListener('click', () => void this.askAgain());
  }

  /** Clears what the page told about an earlier open. */
  reset(): void {
    setText(element('acts-state'), '');
    byId('report-ask', HTMLButtonElement).disabled = false;
  }

  private async destroy(): Promise<void> {
    if (await this.post('destroy', undefined)) this.hooks.destroyed();
    else setText(element('acts-state'), this.words.get('destroying.failed'));
  }

  private async report(reason: string): Promise<void> {
    const isDone = await this.post('report', { reason });
    setText(element('acts-state'), this.words.get(isDone ? 'reporting.done' : 'reporting.failed'));
    byId('report-ask', HTMLButtonElement).disabled = isDone;
  }

  /**
   * Asks the sender to send the message again. The server's answer is the same whether or not there ever was a message.
   */
  private async askAgain(): Promise<void> {
    const button = byId('ask-again', HTMLButtonElement);
    button.disabled = true;
    try {
      await this.wire.json('POST', `/m/${this.token}/again`, undefined, kFewTries);
      setText(element('ask-again-state'), this.words.get('ask_again.done'));
    } catch {
      setText(element('ask-again-state'), this.words.get('ask_again.failed'));
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
