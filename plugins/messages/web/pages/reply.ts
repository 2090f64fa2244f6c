// Sends replies from the reading page: seals them to the sender as the composer does, within the reader's lease (row
// A8).
import { type Begun, toBase64Url, WireError } from '@secure-exchanges/client';
import { dropDraft, keepDraft, keptDraft } from '@secure-exchanges/web/device';
import { Editor } from '@secure-exchanges/web/editor';
import { FileList } from '@secure-exchanges/web/files';
import { PasswordField, suggestionOf } from '@secure-exchanges/web/gates';
import { byId, element, pageLanguage, quotaText, setText, show, Words } from '@secure-exchanges/web/page';
import { kOpenedEvent, type OpenedItem, type ReaderPart } from '@secure-exchanges/web/read';
import { SealWorker, Stopped, Unreadable, Upload, UploadProgress } from '@secure-exchanges/web/seal';

const kDraftDelayMilliseconds = 500;

class Form implements ReaderPart {
  private readonly root = element('reply');
  private readonly words = new Words(byId('reply-words', HTMLTemplateElement));
  private readonly worker = new SealWorker(element('read').dataset['sealWorker'] ?? '');
  private readonly editor = new Editor(this.root, () => this.changed(), 'reply-');
  private readonly password: PasswordField;
  private readonly button = byId('reply-send', HTMLButtonElement);
  private readonly files: FileList;
  private readonly progress = new UploadProgress(this.root, 'reply-');
  private request: OpenedItem | null = null;
  private upload: Upload | null = null;
  /** Holds what a failed attempt has already uploaded. */
  private begun: Begun | null = null;
  private draftTimer = 0;

  constructor() {
    const { fileMax, filesMax } = this.root.dataset;
    this.password = new PasswordField(
      this.root,
      suggestionOf(this.root.dataset),
      () => void this.password.faults(false),
      { label: this.words.get('password.label'), hint: this.words.get('password.hint') },
      'reply-',
    );
    this.files = new FileList(
      this.root,
      { bytes: Number(fileMax), files: Number(filesMax) },
      {
        changed: () => this.changed(),
        remove: item => {
          if (!this.upload || this.upload.stop()) this.files.removeItem(item);
        },
        mark: file => this.worker.mark(file),
      },
      'reply-',
    );
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
      if (this.upload || this.files.all().length > 0) event.preventDefault();
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
    return this.upload !== null || !this.editor.isEmpty() || this.files.all().length > 0;
  }

  end(): void {
    this.upload?.stop();
    this.forget();
    this.worker.stop();
    this.request = null;
    show(this.root, false);
  }

  private draftName(token: string): string {
    return `reply ${token}`;
  }

  private async restore(token: string): Promise<void> {
    const kept = await keptDraft(this.draftName(token)).catch(() => null);
    if (!kept || !this.editor.isEmpty()) return;
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
    if (!request || this.editor.isEmpty()) return;
    try {
      await keepDraft(this.draftName(request.token), this.editor.html());
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
    if (this.request) void dropDraft(this.draftName(this.request.token)).catch(() => undefined);
  }

  private async send(): Promise<void> {
    const { request } = this;
    if (this.upload || !request || !this.check()) return;
    show(element('reply-failure'), false);
    const upload = new Upload(this.worker, this.files.all(), {
      path: `/m/${request.token}/reply`,
      headers: () => ({ Authorization: `Lease ${toBase64Url(request.lease)}` }),
      begun: this.begun,
      onBegun: begun => {
        this.begun = begun;
      },
      onCreated: request.renewed,
    });
    this.setBusy(upload);
    try {
      await upload.run({
        language: pageLanguage().startsWith('en') ? 'en' : 'fr',
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
      });
      this.setBusy(null);
      this.forget();
      show(element('reply-form'), false);
      show(element('reply-done'), true);
      element('reply-done').focus();
    } catch (error) {
      this.setBusy(null);
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
    const key =
      error instanceof Unreadable
        ? 'files.gone'
        : !(error instanceof WireError)
          ? 'failed.text'
          : error.code === 'lease_over'
            ? 'failed.over'
            : error.code === 'no_account'
              ? 'failed.no_account'
              : error.code === 'reply_sms_unavailable'
                ? 'failed.no_sms'
                : error.status === 507 || error.status === 413
                  ? 'failed.full'
                  : 'failed.text';
    const text = this.words.get(key, { name: error instanceof Error ? error.message : '' });
    setText(element('reply-failure-text'), quotaText(error, pageLanguage()) ?? text);
    show(element('reply-failure'), true);
    element('reply-failure').focus();
  }

  private setBusy(upload: Upload | null): void {
    this.upload = upload;
    const isBusy = upload !== null;
    if (upload) {
      this.files.follow(upload);
      this.progress.follow(upload);
    }
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
