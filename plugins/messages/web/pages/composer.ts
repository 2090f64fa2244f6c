// Runs the composer: writes a message, checks it, keeps a draft, seals and sends.
import { fields, kPartPlainBytes, Sender, utf8, Wire, WireError } from '@secure-exchanges/client';
import {
  type ClaimedDraft,
  claimDraft,
  keepLinks,
  KeptWork,
  noteFor,
  offerBlank,
  offerWaiting,
} from '@secure-exchanges/web/device';
import { Editor } from '@secure-exchanges/web/editor';
import { type FileList, FileSealing } from '@secure-exchanges/web/files';
import { ComposedGates } from '@secure-exchanges/web/gates';
import {
  byId,
  csrfToken,
  element,
  ErrorSummary,
  type Fault,
  Format,
  once,
  pageLanguage,
  quotaText,
  renewCsrfToken,
  serverNow,
  setError,
  setText,
  show,
  Words,
} from '@secure-exchanges/web/page';
import {
  Advice,
  isBare,
  offerOptions,
  optionBoundsOf,
  OptionFields,
  showConsequences,
  type WireOptions,
} from '@secure-exchanges/web/options';
import { Recipients, type SharedRules } from '@secure-exchanges/web/people';
import { type Letter, offerUploads, sendFailure, Stopped, type UploadOptions } from '@secure-exchanges/web/seal';
import { showDone } from '../components/done.js';
import { type Draft, parseDraft, summaryOf } from '../components/draft.js';
import { repliedToPeople, repliedToSubject } from '../components/replied_to.js';

const kDraftDelayMilliseconds = 500;
const kSecondPressMilliseconds = 700;
const kMostClearBytes = 400_000;
const kMostSealedBytes = 4_000_000;
const kFailures = {
  400: 'failed.refused',
  401: 'failed.signed_out',
  403: 'failed.signed_out',
  422: 'failed.refused',
};

class Composer {
  /** Holds everything of the page, also what stands outside the form. */
  private readonly root = element('compose');
  private readonly form = byId('composer', HTMLFormElement);
  private readonly side = element('options');
  private readonly words = new Words(byId('words', HTMLTemplateElement));
  private readonly format = new Format(pageLanguage());
  private readonly subject = byId('subject', HTMLInputElement);
  private readonly showsSubject = byId('shows-subject', HTMLInputElement);
  private readonly sendButton = byId('send', HTMLButtonElement);
  private readonly cancelButton = byId('cancel', HTMLButtonElement);
  /** Holds the id of the message that this one replies to; empty if there is none. */
  private readonly repliedTo: string;
  private readonly repliedNote = document.getElementById('replied-to');
  private readonly summary = new ErrorSummary(this.root, '');
  private readonly work: KeptWork;
  private readonly editor: Editor;
  private readonly recipients: Recipients;
  private readonly sealing: FileSealing;
  private readonly files: FileList;
  private readonly limits: OptionFields;
  private readonly gates: ComposedGates;
  private readonly advice: Advice;
  private readonly uploads = byId('uploads', HTMLSelectElement);
  private isBusy = false;
  private isAsking = false;
  private busySince = 0;
  private hasChanged = false;
  /** Tells that nothing was restored, typed or kept yet. */
  private isFresh = false;
  private isDone = false;
  private needsToken = false;
  private draftTimer = 0;

  /** @param claimed is this tab's own draft. */
  constructor(private readonly claimed: ClaimedDraft) {
    const settings = this.form.dataset;
    const domain = settings['senderAddress']?.split('@')[1] ?? '';
    const max = Number(settings['recipientsMax']);
    this.repliedTo = this.repliedNote?.dataset['id'] ?? '';
    this.work = new KeptWork(claimed.name);
    const changed = (): void => this.changed();
    this.sealing = new FileSealing(
      this.root,
      settings['sealWorker'] ?? '',
      {
        bytes: Number(settings['fileMax']),
        files: Number(settings['filesMax']),
        more: settings['fileMore'] ?? '',
      },
      {
        changed,
        // Once sealing has begun the list of files is fixed, so removing one stops the send, and says so.
        stopped: ({ name }) =>
          void setTimeout(() => setText(element('send-state'), this.words.get('sending.removed', { name })), 300),
      },
      '',
    );
    this.files = this.sealing.list;
    this.editor = new Editor(this.root, changed, '');
    const bounds = optionBoundsOf(settings);
    this.limits = new OptionFields(this.side, this.format, bounds, changed, '');
    this.gates = new ComposedGates(this.side, () => {
      this.limits.setOtherGates(this.gates.names().length > 0);
      changed();
    });
    this.recipients = new Recipients(
      this.root,
      {
        ...bounds,
        domain,
        max,
        mobileGates: this.gates.needing('mobile'),
        codeGates: this.gates.replacingCode(),
      },
      this.rulesForAll(),
      changed,
      '',
    );
    this.advice = new Advice(
      this.root,
      () => ({
        texts: [this.subject.value, this.editor.text()],
        addresses: this.recipients.list().map(each => each.address),
        files: this.files.all(),
        passwords: this.recipients.rules().flatMap(({ password }) => (password === null ? [] : [password])),
      }),
      this.recipients,
      this.limits,
      { domain, recipients: max, files: Number(settings['filesMax']), fileBytes: Number(settings['fileMax']) },
      this.format,
      '',
    );
    this.showRules();
    this.hasChanged = false;
    this.listen();
  }

  async start(): Promise<void> {
    if (!window.isSecureContext) this.fail(this.words.get('failed.insecure'));
    const kept = await this.work.kept();
    const draft = kept ? parseDraft(kept.text) : null;
    offerUploads(this.uploads, Number(this.form.dataset['uploadsMax']));
    if (kept && draft && !this.hasChanged) {
      await this.work.takeBegun();
      await this.restore(draft, kept.at);
    } else if (this.repliedNote) {
      this.recipients.set(repliedToPeople(this.repliedNote));
      // If another device sealed the note, the person types the subject.
      this.subject.value = await repliedToSubject(this.repliedNote).catch(() => '');
    }
    offerWaiting(element('drafts'), this.claimed, summaryOf, this.words, this.format);
    offerBlank(byId('blank', HTMLButtonElement), draft !== null, this.claimed, () => this.keep());
    this.form.dataset['ready'] = 'true';
    this.isFresh = draft === null && !this.hasChanged;
    offerOptions(this.side, {
      read: () => this.limits.toWire(this.gates.switches()),
      apply: options => this.apply(options),
      applyDefault: options => {
        if (!this.isFresh || this.hasChanged) return false;
        this.apply(options);
        this.hasChanged = false; // an option template alone does not make a draft
        return true;
      },
    });
    await this.advice.start();
  }

  private apply(options: WireOptions): void {
    this.gates.setSwitches(fields(options['gates']));
    this.limits.fromWire(options);
  }

  private listen(): void {
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      void this.send();
    });
    document.addEventListener(
      'keydown',
      event => {
        if (
          event.key !== 'Enter' ||
          !(event.ctrlKey || event.metaKey) ||
          this.isDone ||
          document.querySelector('dialog[open]')
        )
          return;
        event.preventDefault();
        event.stopPropagation();
        void this.send();
      },
      true,
    );
    this.subject.addEventListener('input', () => {
      if (this.subject.value.trim() !== '') setError(this.subject, element('subject-error'), null);
      this.changed();
    });
    this.showsSubject.addEventListener('change', () => this.changed());
    this.cancelButton.addEventListener('click', () => this.cancel());
    element('unfinished-files').addEventListener('click', () => void this.files.findAgain(true));
    const dialog = byId('discard-dialog', HTMLDialogElement);
    element('discard-no').addEventListener('click', () => dialog.close());
    const discard = once(() => this.discard());
    element('discard-yes').addEventListener('click', () => void discard());
    window.addEventListener('online', () => this.showNetwork());
    window.addEventListener('offline', () => this.showNetwork());
    this.showNetwork();
    window.addEventListener('beforeunload', event => {
      if (this.isDone || (!this.isBusy && this.files.all().length === 0)) return;
      event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.keep();
    });
  }

  private changed(): void {
    if (this.isDone) return;
    this.hasChanged = true;
    this.form.dataset['draft'] = 'changed';
    if (this.recipients) this.showRules(); // undefined while the constructor still builds the parts
    this.advice?.changed();
    if (!this.editor.isEmpty() || this.files.all().length > 0) this.editor.complain(null);
    this.showUnfinished();
    if (this.summary.isShown() && !this.form.querySelector('[aria-invalid="true"]')) this.summary.hide();
    clearTimeout(this.draftTimer);
    this.draftTimer = window.setTimeout(() => void this.keep(), kDraftDelayMilliseconds);
  }

  private showRules(): void {
    this.recipients.follow(this.rulesForAll());
    // A subject in clear needs no choice whether the notification shows it.
    for (const id of ['shows-subject-field', 'subject-hint'])
      show(element(id), this.limits.choices().protects !== 'files');
    const rules = this.recipients.rules();
    this.limits.setGated(rules.map(({ isGated }) => isGated));
    this.limits.setMobileGates(rules.some(({ hasMobileGate }) => hasMobileGate));
    showConsequences(this.side, this.limits, rules);
  }

  private rulesForAll(): SharedRules {
    const { password, asksCode, opens, needsMobile } = this.limits.choices();
    return { password, gates: this.gates.names(), asksCode, opens, needsMobile };
  }

  private async keep(): Promise<void> {
    if (!this.hasChanged || this.isDone) return;
    const draft: Draft = {
      recipients: this.recipients.list(),
      subject: this.subject.value,
      showsSubject: this.showsSubject.checked,
      html: this.editor.html(),
      files: this.files.kept(),
      choices: this.limits.typed(),
      gates: this.gates.settings(),
    };
    this.hasChanged = false;
    this.isFresh = false;
    try {
      const isEmpty = draft.recipients.length + draft.files.length === 0 && draft.subject.trim() === '';
      const isKept = !isEmpty || !this.editor.isEmpty() || this.work.begun !== null;
      await (isKept ? this.work.keep(JSON.stringify(draft), this.files.all()) : this.work.clear());
      if (!this.hasChanged) this.form.dataset['draft'] = 'kept';
      if (!isKept) setText(element('draft-state'), '');
      else
        setText(
          element('draft-state'),
          this.words.get('draft.kept', { time: this.format.time(new Date(serverNow())) }),
        );
    } catch {
      setText(element('draft-state'), ''); // a private window without IndexedDB keeps no draft; show no state
    }
  }

  private async restore(draft: Draft, at: Date): Promise<void> {
    this.recipients.set(draft.recipients);
    this.subject.value = draft.subject;
    this.showsSubject.checked = draft.showsSubject;
    if (draft.html !== '') this.editor.set(draft.html);
    this.gates.restore(draft.gates ?? {});
    this.limits.restore(draft.choices);
    await this.files.restore(draft.files, await this.work.handles());
    this.hasChanged = false;
    setText(element('draft-state'), this.words.get('draft.restored', { time: this.format.short(at) }));
  }

  /** Shows what can be resumed: files to choose again, parts already uploaded. */
  private showUnfinished(): void {
    const missing = this.files.missing();
    const items = this.files.all();
    const total = items.reduce((sum, item) => sum + item.size, 0);
    const done =
      this.work.begun?.files.reduce(
        (sum, { progress }, i) => sum + Math.min(progress.have.length * kPartPlainBytes, items[i]?.size ?? 0),
        0,
      ) ?? 0;
    show(element('unfinished'), !this.isBusy && (missing.length > 0 || done > 0));
    setText(
      element('unfinished-title'),
      done > 0
        ? this.words.get('unfinished.title', { done: this.format.bytes(done), size: this.format.bytes(total) })
        : this.words.count('unfinished.missing', missing.length),
    );
    setText(element('unfinished-text'), this.words.get(missing.length > 0 ? 'unfinished.find' : 'unfinished.ready'));
    show(
      element('unfinished-files'),
      missing.some(item => item.handle !== null),
    );
  }

  private async send(): Promise<void> {
    if (this.isBusy || this.isAsking) return;
    const locked = document.getElementById('locked');
    if (locked) return locked.focus();
    show(element('failure'), false);
    const faults = this.faults();
    if (faults.length > 0) return this.summary.show(faults);
    this.summary.hide();
    this.isAsking = true;
    const isAllowed = await this.advice.allows().finally(() => (this.isAsking = false));
    if (!isAllowed) return;
    if (!navigator.onLine) return setText(element('send-state'), this.words.get('sending.offline'));
    const choices = this.limits.choices();
    const recipients = this.recipients.outgoing(this.gates.settings());
    const subject = this.subject.value.trim();
    const options = {
      path: '/api/v1/messages',
      inFlight: () => Number(this.uploads.value),
      begun: this.work.begun,
      onBegun: begun => this.work.keepBegun(begun),
      onMarked: () => this.changed(),
      // Without IndexedDB the links are not kept, and this device cannot resend the notices.
      onLinks: made => keepLinks(made).catch(() => undefined),
      note: id =>
        noteFor(id, {
          subject,
          recipients: recipients.map(({ name, address }) => name || address),
          files: this.files.all().map(({ name }) => name),
        }),
    } satisfies UploadOptions;
    this.setBusy(true);
    try {
      if (this.needsToken) await renewCsrfToken();
      const letter = {
        language: choices.language,
        opens: choices.opens,
        expiresInSeconds: choices.expiresInSeconds,
        delivery: choices.delivery,
        protects: choices.protects,
        ...(choices.asksCode === null ? {} : { asksCode: choices.asksCode }),
        recipients,
        from: `${this.form.dataset['senderName'] ?? ''} <${this.form.dataset['senderAddress'] ?? ''}>`,
        subject,
        body: { html: this.editor.html(), text: this.editor.text() },
        showsSubject: this.showsSubject.checked,
        ...(this.repliedTo === '' ? {} : { inReplyTo: this.repliedTo }),
      } satisfies Letter;
      const sent = await this.sealing.send(letter, options);
      this.isDone = true;
      clearTimeout(this.draftTimer);
      await this.work.drop();
      this.sealing.end();
      show(element('editing'), false);
      const asked = this.recipients.rules().map(({ asksCode }) => asksCode);
      showDone(element('done'), sent, choices, recipients, asked, this.words, this.format);
    } catch (error) {
      this.setBusy(false);
      this.showFailure(error);
    }
  }

  private faults(): Fault[] {
    const faults = this.recipients.faults();
    const subject = this.subject.value.trim() === '' ? this.words.get('subject.missing') : null;
    setError(this.subject, element('subject-error'), subject);
    if (subject !== null) faults.push({ field: this.subject, text: subject });
    const isBodyMissing = this.editor.isEmpty() && this.files.all().length === 0;
    const body = isBodyMissing ? this.words.get('body.missing') : this.isTooLong() ? this.words.get('body.long') : null;
    this.editor.complain(body);
    if (body !== null) faults.push({ field: this.editor.field, text: body });
    const [missing] = this.files.missing();
    if (missing) {
      const text = this.words.get('files.missing', { name: missing.name });
      this.files.complain(text);
      faults.push({ field: this.files.chooser(), text });
    }
    if (this.limits.choices().protects === 'files' && this.files.all().length === 0) {
      this.files.complain(this.words.get('files.required'));
      faults.push({ field: this.files.chooser(), text: this.words.get('files.required') });
    }
    // A mistyped number sends the link to a stranger, so delivery by SMS needs a gate whose secret travels another way.
    if (this.limits.choices().needsMobile && isBare(this.recipients.rules()))
      faults.push({ field: element('gate-code'), text: this.words.get('delivery.bare') });
    return [...faults, ...this.limits.faults(), ...this.gates.faults()];
  }

  /** Tells whether the text is longer than a mail in clear, or the list of what is sealed, may be (docs/wire.md). */
  private isTooLong(): boolean {
    const [html, text] = [this.editor.html(), this.editor.text()].map(each => utf8(each).length) as [number, number];
    const most = this.limits.choices().protects === 'files' ? kMostClearBytes : kMostSealedBytes;
    return Math.max(html, text) > most;
  }

  private showFailure(error: unknown): void {
    this.needsToken = error instanceof WireError && (error.status === 401 || error.status === 403);
    const fault = error instanceof WireError ? this.faultAt(error.details.field ?? '', error.code) : null;
    if (fault && quotaText(error, pageLanguage()) === null) {
      setText(element('send-state'), '');
      return this.summary.show([fault]);
    }
    if (error instanceof Stopped) return setText(element('send-state'), this.words.get('sending.stopped'));
    this.fail(
      sendFailure(error, this.words, kFailures, this.work.begun?.posted !== undefined),
      error instanceof WireError ? error.details.requestId : undefined,
    );
    setText(element('send-state'), '');
  }

  /** Shows the server's refusal at the field concerned. Returns null if no field of this page is concerned. */
  private faultAt(field: string, code: string): Fault | null {
    if (field.startsWith('notice.body')) {
      this.editor.complain(this.words.get('body.refused'));
      return { field: this.editor.field, text: this.words.get('body.refused') };
    }
    if (field === 'notice.subject') {
      setError(this.subject, element('subject-error'), this.words.get('subject.refused'));
      return { field: this.subject, text: this.words.get('subject.refused') };
    }
    const gate = /^recipients\[\d+\]\.gates\.([a-z0-9_]+)(?:\.([A-Za-z0-9_]+))?/.exec(field);
    return gate ? this.gates.refuse(gate[1] ?? '', gate[2] ?? '') : this.recipients.refuse(field, code);
  }

  private fail(text: string, number?: string): void {
    setText(element('failure-title'), this.words.get('failed.title'));
    setText(element('failure-text'), text);
    setText(element('failure-number'), number ? this.words.get('failed.number', { number }) : '');
    show(element('failure'), true);
    element('failure').focus();
  }

  private setBusy(isBusy: boolean): void {
    this.isBusy = isBusy;
    this.busySince = performance.now();
    for (const each of [this.recipients, this.limits, this.editor]) each.lock(isBusy);
    this.subject.readOnly = isBusy;
    this.showsSubject.disabled = isBusy;
    this.sendButton.setAttribute('aria-busy', String(isBusy));
    this.sendButton.disabled = isBusy;
    const label = this.sendButton.querySelector('span');
    if (label) setText(label, this.words.get(isBusy ? 'sending.busy' : 'send'));
    setText(this.cancelButton, this.words.get(isBusy ? 'sending.stop' : 'discard'));
    this.showUnfinished();
    if (!isBusy) return;
    setText(element('send-state'), '');
    if (this.files.all().length > 0)
      requestAnimationFrame(() => element('progress').scrollIntoView({ block: 'center' }));
  }

  private cancel(): void {
    // The second of two presses on “send” may meet “stop”, which takes its place.
    if (this.isBusy && performance.now() - this.busySince < kSecondPressMilliseconds) return;
    if (this.isBusy) this.sealing.stop();
    else byId('discard-dialog', HTMLDialogElement).showModal();
  }

  private async discard(): Promise<void> {
    clearTimeout(this.draftTimer);
    this.isDone = true;
    // An incomplete message is of no use: have the server destroy it now rather than in a day.
    if (this.work.begun)
      await new Sender(new Wire({ origin: location.origin, headers: () => ({ 'X-CSRF-Token': csrfToken() }) }))
        .destroy(this.work.begun.created.id)
        .catch(() => undefined);
    await this.work.drop();
    location.assign('/messages');
  }

  private showNetwork(): void {
    show(element('offline'), !navigator.onLine);
  }
}

/** Tells what this page's drafts are of: their author, and the message that they reply to. */
function draftPrefix(): string {
  const address = byId('composer', HTMLFormElement).dataset['senderAddress'] ?? '';
  const repliedTo = document.getElementById('replied-to')?.dataset['id'] ?? '';
  return repliedTo ? `${address} ${repliedTo}` : address;
}

void claimDraft(draftPrefix()).then(claimed => new Composer(claimed).start());
