// Sends replies from the reading page: seals them to the sender as the composer does, within the reader's lease (row
// A8).
import { type Begun, toBase64Url } from '@secure-exchanges/client';
import { claimDraft, dropDraft, forgetClaim, keepDraft, keptDraft } from '@secure-exchanges/web/device';
import { Editor } from '@secure-exchanges/web/editor';
import { type FileList, FileSealing } from '@secure-exchanges/web/files';
import { PasswordField, suggestionOf } from '@secure-exchanges/web/gates';
import { byId, element, pageLanguage, setText, shortTag, show, Words } from '@secure-exchanges/web/page';
import { kOpenedEvent, type OpenedItem, type ReaderPart } from '@secure-exchanges/web/read';
import { type Letter, sendFailure, Stopped, type UploadOptions } from '@secure-exchanges/web/seal';

const kDraftDelayMilliseconds = 500;
const kFailures = {
  lease_over: 'failed.over',
  no_account: 'failed.no_account',
  reply_sms_unavailable: 'failed.no_sms',
};

class Form implements ReaderPart {
  private readonly root = element('reply');
  private readonly words = new Words(byId('reply-words', HTMLTemplateElement));
  private readonly editor = new Editor(this.root, () => this.changed(), 'reply-');
  private readonly password: PasswordField;
  private readonly button = byId('reply-send', HTMLButtonElement);
  private readonly sealing: FileSealing;
  private readonly files: FileList;
  private request: OpenedItem | null = null;
  private isSending = false;
  /** Holds what a failed attempt has already uploaded. */
  private begun: Begun | null = null;
  private draftTimer = 0;
  /** Names this tab's own draft, once it is claimed: two tabs that reply to one message lose nothing of each other. */
  private draftName: string | null = null;

  constructor() {
    const { fileMax, filesMax } = this.root.dataset;
    this.password = new PasswordField(
      this.root,
      suggestionOf(this.root.dataset),
      () => void this.password.faults(false),
      { label: this.words.get('password.label'), hint: this.words.get('password.hint') },
      'reply-',
    );
    this.sealing = new FileSealing(
      this.root,
      element('read').dataset['sealWorker'] ?? '',
      { bytes: Number(fileMax), files: Number(filesMax) },
      { changed: () => this.changed() },
      'reply-',
    );
    this.files = this.sealing.list;
    byId('reply-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      void this.send();
    });
    element('reply-another').addEventListener('click', () => {
      show(element('reply-done'), false);
      show(element('reply-form'), true);
      this.editor.focus();
    });
    window.addEventListener('beforeunload', event => {
      if (this.isSending || this.files.all().length > 0) event.preventDefault();
    });
  }

  begin(request: OpenedItem): void {
    this.request = request;
    const name = request.from.name || request.from.address;
    this.editor.label(this.words.get('label', { name }));
    setText(element('reply-done-text'), this.words.get('done.text', { name }));
    show(this.root, true);
    request.attach(this);
    void this.restore(request.token);
  }

  isBusy(): boolean {
    return this.isSending || !this.editor.isEmpty() || this.files.all().length > 0;
  }

  end(): void {
    this.sealing.end();
    this.forget();
    if (this.request) forgetClaim(`reply ${this.request.token}`);
    this.draftName = null;
    this.request = null;
    show(this.root, false);
  }

  private async restore(token: string): Promise<void> {
    this.draftName ??= (await claimDraft(`reply ${token}`)).name;
    const name = this.draftName;
    if (this.request?.token !== token) return forgetClaim(`reply ${token}`); // the reading ended meanwhile
    const kept = await keptDraft(name).catch(() => null);
    if (!kept || !this.editor.isEmpty()) return this.changed();
    this.editor.set(kept.text);
    setText(element('reply-state'), this.words.get('draft'));
  }

  private changed(): void {
    if (!this.request) return;
    if (!this.editor.isEmpty() || this.files.all().length > 0) this.editor.complain(null);
    clearTimeout(this.draftTimer);
    this.draftTimer = window.setTimeout(() => void this.keep(), kDraftDelayMilliseconds);
  }

  private async keep(): Promise<void> {
    const { request } = this;
    if (!request || this.draftName === null || this.editor.isEmpty()) return;
    try {
      await keepDraft(this.draftName, this.editor.html());
      if (this.request === request && !this.editor.isEmpty()) setText(element('reply-state'), this.words.get('draft'));
    } catch {
      setText(element('reply-state'), ''); // a private window without IndexedDB keeps no draft
    }
  }

  private forget(): void {
    this.begun = null;
    clearTimeout(this.draftTimer);
    this.editor.set('');
    for (const item of [...this.files.all()]) this.files.removeItem(item);
    this.password.value = '';
    byId('reply-protect', HTMLDetailsElement).open = false;
    setText(element('reply-state'), '');
    if (this.draftName !== null) void dropDraft(this.draftName).catch(() => undefined);
  }

  private async send(): Promise<void> {
    const { request } = this;
    if (this.isSending || !request || !this.check()) return;
    show(element('reply-failure'), false);
    const options = {
      path: `/m/${request.token}/reply`,
      headers: () => ({ Authorization: `Lease ${toBase64Url(request.lease)}` }),
      begun: this.begun,
      onBegun: begun => {
        this.begun = begun;
      },
      onCreated: request.renewed,
    } satisfies UploadOptions;
    this.setBusy(true);
    try {
      const letter = {
        language: shortTag(pageLanguage()),
        opens: 1,
        expiresInSeconds: 86_400,
        delivery: 'mail',
        asksCode: true,
        recipients: [
          { address: request.from.address, password: this.password.value === '' ? null : this.password.value },
        ],
        from: request.to.name ? `${request.to.name} <${request.to.address}>` : request.to.address,
        subject: this.subject(request.manifest.subject),
        body: { html: this.editor.html(), text: this.editor.text() },
        showsSubject: false,
      } satisfies Letter;
      await this.sealing.send(letter, options);
      this.setBusy(false);
      this.forget();
      show(element('reply-form'), false);
      show(element('reply-done'), true);
      element('reply-done').focus();
    } catch (error) {
      this.setBusy(false);
      this.fail(error);
    }
  }

  /** Returns the reply's subject, "RE : Acte de vente", with one prefix however long the conversation is. */
  private subject(subject: string): string {
    return this.words.get('subject', { subject: subject.replace(/^(?:\s*re\s*:\s*)+/i, '') });
  }

  private check(): boolean {
    const isEmpty = this.editor.isEmpty() && this.files.all().length === 0;
    this.editor.complain(isEmpty ? this.words.get('missing') : null);
    const [short] = this.password.faults(this.password.value !== '');
    if (isEmpty) this.editor.focus();
    else if (short) {
      byId('reply-protect', HTMLDetailsElement).open = true;
      short.field.focus();
    }
    return !isEmpty && !short;
  }

  private fail(error: unknown): void {
    if (error instanceof Stopped) return setText(element('reply-state'), this.words.get('sending.stopped'));
    setText(element('reply-failure-text'), sendFailure(error, this.words, kFailures, this.begun?.posted !== undefined));
    show(element('reply-failure'), true);
    element('reply-failure').focus();
  }

  private setBusy(isBusy: boolean): void {
    this.isSending = isBusy;
    this.editor.lock(isBusy);
    this.password.lock(isBusy);
    this.button.disabled = isBusy;
    this.button.setAttribute('aria-busy', String(isBusy));
    const label = this.button.querySelector('span');
    if (label) setText(label, this.words.get(isBusy ? 'sending.busy' : 'send'));
  }
}

let form: Form | null = null;
document.querySelector('[data-reader="message"]')?.addEventListener(kOpenedEvent, event => {
  if (!(event instanceof CustomEvent)) return;
  const item = event.detail as OpenedItem;
  if (item.opened.replies) (form ??= new Form()).begin(item);
});
