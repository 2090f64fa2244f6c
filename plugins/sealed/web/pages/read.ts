// Runs the reading page: takes the key out of the address, asks for the gates, opens, shows, and forgets the message.
import {
  type Bytes,
  type GatesInfo,
  isBetween,
  makeFragment,
  type Manifest,
  newLease,
  type Opened,
  parseLink,
  Reader,
  SealingError,
  Wire,
  WireError,
} from '@secure-exchanges/client';
import { cleanFragment } from '@secure-exchanges/web/editor';
import { ReadGates } from '@secure-exchanges/web/gates';
import {
  byId,
  element,
  Format,
  once,
  pageLanguage,
  serverNow,
  setError,
  setText,
  show,
  Words,
} from '@secure-exchanges/web/page';
import {
  downloads,
  forgetLease,
  forgetPrivateFiles,
  keepLease,
  type KeptLease,
  keptLease,
  LeaseClock,
  type ReaderPart,
  ReadFiles,
  showLife,
  showSender,
  takeSecret,
  tellParts,
  tokenOfPage,
} from '@secure-exchanges/web/read';
import { SealWorker } from '@secure-exchanges/web/seal';
import { failureOf, isDone, isOver } from '../components/failures.js';
import { speakOf } from '../components/kind_words.js';
import { printHashes } from '../components/printing.js';
import { RecipientActs } from '../components/recipient_acts.js';

type State = 'loading' | 'paste' | 'gate' | 'refused' | 'failed' | 'reading' | 'finished';

const kDownloads = { script: '/m/sw.js', scope: '/m/sealed/' };

const kStates: readonly State[] = ['loading', 'paste', 'gate', 'refused', 'failed', 'reading', 'finished'];

class ReadPage {
  private readonly words = new Words(byId('words', HTMLTemplateElement));
  private readonly format = new Format(pageLanguage());
  private readonly token = tokenOfPage();
  private readonly wire = new Wire({ origin: location.origin });
  private readonly reader = new Reader(this.wire, this.token);
  private readonly worker = new SealWorker(element('read').dataset['sealWorker'] ?? '');
  private readonly root = element('read');
  private readonly clock: LeaseClock;
  private readonly files: ReadFiles;
  private readonly acts: RecipientActs;
  private readonly gates: ReadGates;
  private plainTitle = document.title;
  private secret: Bytes | null = null;
  private info: GatesInfo | null = null;
  private kept: KeptLease | null = null;
  private opened: Opened | null = null;
  private parts: ReaderPart[] = [];
  private opensLeft = 0;
  private hasShown = false;
  private retry: () => void = () => undefined;

  constructor() {
    this.clock = new LeaseClock(
      this.root,
      () => void this.over(),
      () => void this.renew(),
    );
    this.gates = new ReadGates(
      element('gate-form'),
      {
        ask: gate => (this.secret ? this.reader.ask(this.secret, gate) : Promise.reject(new Error('no key'))),
        over: error => this.explain(error, () => void this.askGates()),
      },
      '',
    );
    this.files = new ReadFiles(
      this.root,
      this.worker,
      kDownloads,
      {
        order: file =>
          this.opened && this.kept
            ? this.reader.download(this.opened, this.kept.lease, file)
            : Promise.reject(new Error('no lease')),
        ended: () => void this.renew(),
      },
      '',
    );
    this.acts = new RecipientActs(this.root, this.wire, this.token, this.words, {
      lease: () => this.kept?.lease ?? null,
      opensLeft: () => this.opensLeft,
      destroyed: () => this.destroyed(),
    });
    this.listen();
  }

  async start(): Promise<void> {
    if (!window.isSecureContext) return this.fail('failed.insecure', () => location.reload());
    let secret: Bytes | null = null;
    try {
      secret = takeSecret();
    } catch (error) {
      if (!(error instanceof SealingError) || error.code !== 'case_lost')
        return this.fail('failed.newer', () => location.reload());
      this.askLink();
      return setError(element('paste'), element('paste-error'), this.words.get('paste.case'));
    }
    const kept = keptLease(this.token);
    if (kept && (!secret || same(secret, kept.linkSecret))) return this.resume(kept);
    this.secret = secret;
    if (secret) return this.askGates();
    this.askLink();
  }

  private askLink(): void {
    this.show('paste');
    element('paste').focus();
  }

  private listen(): void {
    const take = (form: string, input: string, error: string): void =>
      byId(form, HTMLFormElement).addEventListener('submit', event => {
        event.preventDefault();
        this.takePasted(byId(input, HTMLInputElement), element(error));
      });
    take('paste-form', 'paste', 'paste-error');
    take('paste-link-form', 'paste-link', 'paste-link-error');
    byId('gate-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      void this.open();
    });
    element('failed-retry').addEventListener('click', () => this.retry());
    const dialog = byId('finish-dialog', HTMLDialogElement);
    for (const button of document.querySelectorAll('[data-finish]'))
      button.addEventListener('click', () => {
        show(
          element('finish-reply'),
          this.parts.some(each => each.isBusy()),
        );
        setText(
          element('finish-text'),
          this.opensLeft === 0 ? this.words.get('finishing.last') : this.words.count('finishing.left', this.opensLeft),
        );
        dialog.showModal();
      });
    element('finish-no').addEventListener('click', () => dialog.close());
    const finish = once(() => this.finish());
    element('finish-yes').addEventListener('click', () => {
      dialog.close();
      void finish();
    });
    element('reopen').addEventListener('click', () => void this.askGates());
    window.addEventListener('hashchange', () => {
      if (/k\d+_/i.test(location.hash)) void this.start(); // a link pasted over this page's address
    });
    window.addEventListener('beforeunload', event => {
      if (this.files.isBusy()) event.preventDefault();
    });
    printHashes(this.root);
    this.keepSecretAcrossLanguages();
  }

  /** Carries the key to the page in the other language, in the fragment; that page removes it from the address too. */
  private keepSecretAcrossLanguages(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-sx-keep-address]'))
      link.addEventListener('click', () => {
        if (this.secret && !this.opened) link.href = `${link.href.split('#')[0]}#${makeFragment(this.secret)}`;
      });
  }

  /**
   * Goes to the page in the message's language, which its author chose (row A6), unless the reader chose one. Returns
   * whether the page is left.
   */
  private speaksOther(language: string, secret: Bytes): boolean {
    const short = (tag: string): string => tag.split('-')[0] ?? '';
    if ('languageChosen' in this.root.dataset || short(language) === short(pageLanguage())) return false;
    const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-sx-keep-address]')];
    const link = links.find(each => short(each.hreflang) === short(language));
    if (!link) return false;
    location.replace(`${link.href.split('#')[0]}&keep=0#${makeFragment(secret)}`);
    return true;
  }

  private takePasted(input: HTMLInputElement, error: HTMLElement): void {
    try {
      const link = parseLink(input.value);
      if (!link.secret) return this.refusePasted(input, error, 'paste.keyless');
      input.value = '';
      setError(input, error, null);
      const isHere = link.origin === null || new URL(link.origin).host === location.host;
      if (link.token !== null && (link.token !== this.token || !isHere))
        return location.assign(
          `${isHere ? location.origin : (link.origin ?? '')}/m/${link.token}#${makeFragment(link.secret)}`,
        );
      this.secret = link.secret;
      void this.askGates();
    } catch (thrown) {
      const code = thrown instanceof SealingError ? thrown.code : 'no_link';
      const isOtherSite = /^\s*<?https?:\/\//i.test(input.value);
      this.refusePasted(
        input,
        error,
        code === 'unknown_version'
          ? 'failed.newer'
          : code === 'case_lost'
            ? 'paste.case'
            : isOtherSite
              ? 'paste.elsewhere'
              : 'paste.invalid',
      );
    }
  }

  private refusePasted(input: HTMLInputElement, error: HTMLElement, word: string): void {
    setError(input, error, this.words.get(word));
    input.focus();
  }

  private async askGates(): Promise<void> {
    const { secret } = this;
    if (!secret) return this.show('paste');
    this.show('loading');
    try {
      this.info = await this.reader.gates(secret);
      if (!this.speaksOther(this.info.language, secret)) this.showGate(this.info);
    } catch (error) {
      this.explain(error, () => void this.askGates());
    }
  }

  private showGate(info: GatesInfo): void {
    const name = info.from.name || info.from.address;
    this.plainTitle = speakOf(this.root, this.words, this.plainTitle, info);
    setText(element('gate-title'), this.words.get('gate.title', { name }));
    for (const gate of ['code', 'password']) show(element(`${gate}-help`), info.gates.includes(gate));
    if (info.codeBy === 'mail' || info.codeBy === 'author')
      setText(element('code-help'), this.words.get(`code.help.${info.codeBy}`));
    const isKnown = this.gates.show(info);
    this.gateError(isKnown ? null : this.words.get('gate.unknown'));
    byId('open', HTMLButtonElement).disabled = !isKnown;
    showSender(this.root, info);
    showLife(this.root, info.opensLeft, info);
    this.show('gate');
  }

  private async open(): Promise<void> {
    const { info, secret } = this;
    const button = byId('open', HTMLButtonElement);
    if (!info || !secret || button.getAttribute('aria-busy') === 'true') return;
    const given = this.gates.answers();
    if (!given) return;
    this.setBusy(true);
    try {
      const { cost, salt } = info.parsed;
      const key = cost ? await this.worker.passwordKey(given.password ?? '', salt, cost) : null;
      // Use the same lease for every try: if an answer was lost, asking again costs no further open.
      const lease = this.kept?.lease ?? newLease();
      this.kept = {
        linkSecret: secret,
        lease,
        passwordKey: key,
        code: given.code,
        info,
      };
      await this.enter(this.kept, info.opensLeft - 1, given.answers);
    } catch (error) {
      this.explainOpening(error);
    } finally {
      this.setBusy(false);
    }
  }

  /** Resumes a lease that this tab kept; this costs no open. */
  private async resume(kept: KeptLease): Promise<void> {
    this.secret = kept.linkSecret;
    this.info = kept.info;
    this.kept = kept;
    setText(element('loading-text'), this.words.get('opening'));
    try {
      await this.enter(kept, Math.max(0, kept.info.opensLeft - 1));
    } catch (error) {
      if (isOver(error)) {
        forgetLease(this.token);
        this.kept = null;
        return this.askGates();
      }
      this.explain(error, () => void this.resume(kept));
    }
  }

  private async enter(kept: KeptLease, opensLeft: number, answers?: Readonly<Record<string, string>>): Promise<void> {
    const opened = await this.reader.open({ ...kept, ...(answers ? { answers } : {}) }, kept.info.header);
    keepLease(this.token, kept);
    this.plainTitle = speakOf(this.root, this.words, this.plainTitle, opened);
    const manifest = await this.reader.manifest(opened, kept.lease);
    this.opened = opened;
    this.opensLeft = opensLeft;
    this.read(kept.info, opened, manifest);
  }

  private read(info: GatesInfo, opened: Opened, manifest: Manifest): void {
    const { words, format } = this;
    setText(element('subject'), manifest.subject);
    showSender(this.root, info);
    showLife(this.root, this.opensLeft, info);
    const sent = byId('sent', HTMLTimeElement);
    sent.dateTime = info.sent;
    setText(sent, format.long(new Date(info.sent)));
    const body = element('body');
    body.lang = manifest.language;
    if (manifest.body.html !== '') body.replaceChildren(cleanFragment(manifest.body.html));
    else
      body.replaceChildren(
        ...manifest.body.text
          .split(/\n{2,}/)
          .filter(text => text !== '')
          .map(text => {
            const paragraph = document.createElement('p');
            paragraph.textContent = text;
            return paragraph;
          }),
      );
    // If the text came by mail, show the files alone.
    show(body, manifest.body.html !== '' || manifest.body.text !== '');
    this.files.draw(manifest.files, opened.words);
    setText(
      element('then-left'),
      this.opensLeft === 0
        ? words.get('then.none')
        : words.count('then.left', this.opensLeft, { date: format.day(new Date(info.expires)) }),
    );
    this.gates.clear();
    this.clock.start(opened.leaseSeconds, new Date(opened.leaseExpires));
    this.acts.reset();
    this.show('reading');
    if (manifest.files.length > 0) void downloads(kDownloads);
    setText(element('to'), opened.to.name || opened.to.address);
    this.parts = [];
    if (this.kept)
      tellParts(this.root, {
        token: this.token,
        lease: this.kept.lease,
        to: opened.to,
        from: info.from,
        opened,
        manifest,
        renewed: () => void this.renew(),
        attach: each => this.parts.push(each),
      });
  }

  /** Asks the server how long the lease still lasts: a download may have extended it, or a device may have slept. */
  private async renew(): Promise<void> {
    if ((await this.secondsLeft()) === 0) this.end();
  }

  /** Restarts the clock with what the server says, and returns the seconds left: 0 if it is over, null if unknown. */
  private async secondsLeft(): Promise<number | null> {
    const { kept } = this;
    if (!kept || !this.opened) return null;
    try {
      const again = await this.reader.open(kept, kept.info.header);
      if (this.kept !== kept) return null;
      if (again.leaseSeconds > 0) this.clock.start(again.leaseSeconds, new Date(again.leaseExpires));
      return again.leaseSeconds;
    } catch (error) {
      // Without an answer the running clock goes on: at worst it ends earlier than the lease.
      return this.kept === kept && isOver(error) ? 0 : null;
    }
  }

  private async finish(): Promise<void> {
    const { kept } = this;
    const ends = new Date(this.opened?.leaseExpires ?? serverNow());
    this.leave();
    const isLast = this.opensLeft === 0;
    // Without an answer the server ends the lease by itself, when its time is over.
    const isHeard = kept === null || (await isDone(this.reader.finish(kept.lease)));
    setText(element('finished-title'), this.words.get(isLast && isHeard ? 'finished.last' : 'finished.left'));
    setText(
      element('finished-text'),
      !isLast
        ? this.words.count('finished.left_text', this.opensLeft)
        : isHeard
          ? this.words.get('finished.last_text', { date: this.format.long(new Date(serverNow())) })
          : this.words.get('finished.unheard', { date: this.format.long(ends) }),
    );
    this.showFinished();
  }

  private destroyed(): void {
    this.leave();
    this.opensLeft = 0;
    setText(element('finished-title'), this.words.get('destroying.done'));
    setText(element('finished-text'), this.words.get('destroying.done_text'));
    this.showFinished();
  }

  /** Ends the reading when the clock has run out, unless the server says that there is time left. */
  private async over(): Promise<void> {
    if ((await this.secondsLeft()) || !this.kept) return;
    this.end();
  }

  private end(): void {
    this.leave();
    setText(element('finished-title'), this.words.get('finished.over'));
    setText(element('finished-text'), this.words.get('finished.over_text'));
    this.showFinished();
  }

  private showFinished(): void {
    show(element('reopen'), this.opensLeft > 0);
    if (this.opensLeft === 0) this.secret = null;
    this.show('finished');
  }

  /** Removes everything of the message from the page and the tab. */
  private leave(): void {
    this.clock.stop();
    for (const each of this.parts) each.end();
    this.files.stopAll();
    this.worker.stop();
    forgetLease(this.token);
    void forgetPrivateFiles();
    this.kept = null;
    this.opened?.messageKey.fill(0);
    this.opened = null;
    element('body').replaceChildren();
    setText(element('subject'), '');
  }

  private explainOpening(error: unknown): void {
    if (!(error instanceof WireError)) {
      if (this.opened === null && error instanceof SealingError) return this.explain(error, () => location.reload());
      return this.explain(error, () => void this.askGates());
    }
    if (error.code === 'wrong_secret') return this.wrongSecret(error);
    if (error.code === 'locked') return this.gateError(this.gates.lockedText(error));
    if (error.code === 'gate_gone') return this.explain(error, () => void this.askGates());
    // Neither says that the server did anything: the next try asks for the same lease, which costs no second open.
    if (isBetween(error)) return this.gateError(this.words.get('failed.between', { status: error.status }));
    if (error.status === 0 || error.status >= 500) return this.gateError(this.words.get('gate.offline'));
    this.kept = null;
    this.explain(error, () => void this.askGates());
  }

  private wrongSecret(error: WireError): void {
    const { text, isShown } = this.gates.wrong(error);
    if (!isShown) this.gateError(text);
    document.title = this.words.get('error', { title: text });
  }

  private explain(error: unknown, retry: () => void): void {
    if (error instanceof WireError && error.status === 404 && !isBetween(error)) {
      forgetLease(this.token);
      return this.show('refused');
    }
    const key = failureOf(error);
    const number = error instanceof WireError ? error.details.requestId : undefined;
    this.fail(
      key,
      key === 'failed.gate' ? () => this.reload() : retry,
      number,
      error instanceof WireError ? error.status : 0,
    );
  }

  /** Reloads the page, because it lacks the fields of a gate whose plugin has returned. */
  private reload(): void {
    if (this.secret) history.replaceState(null, '', `#${makeFragment(this.secret)}`);
    location.reload();
  }

  private fail(key: string, retry: () => void, number?: string, status = 0): void {
    this.retry = retry;
    setText(element('failed-text'), this.words.get(key, { status }));
    setText(element('failed-number'), number ? this.words.get('failed.number', { number }) : '');
    this.show('failed');
  }

  private gateError(text: string | null): void {
    const error = element('gate-error');
    show(error, text !== null);
    const place = error.querySelector('span');
    if (place) setText(place, text ?? '');
  }

  private setBusy(isBusy: boolean): void {
    const button = byId('open', HTMLButtonElement);
    button.setAttribute('aria-busy', String(isBusy));
    const word = button.querySelector('span');
    if (word) setText(word, this.words.get(isBusy ? 'gate.busy' : 'gate.open'));
    if (isBusy) this.gateError(null);
  }

  /** Shows one state of the page and moves the focus to its heading. */
  private show(state: State): void {
    for (const each of kStates) show(element(`state-${each}`), each === state);
    const main = element('contenu');
    main.classList.toggle('sx-public-narrow', state !== 'reading');
    main.classList.toggle('sx-public-wide', state === 'reading');
    show(element('origin'), state !== 'reading' && state !== 'finished');
    const heading = element(`state-${state}`).querySelector<HTMLElement>('h1');
    const tenant = / – .*$/.exec(this.plainTitle)?.[0] ?? '';
    // The browser keeps titles in its history, so a title must not hold the subject.
    document.title =
      state === 'loading' || state === 'reading' ? this.plainTitle : `${heading?.textContent ?? ''}${tenant}`;
    this.root.dataset['state'] = state;
    // The first state after loading is the page's first view; only later ones take the focus.
    if (state !== 'loading' && this.hasShown) heading?.focus();
    this.hasShown ||= state !== 'loading';
    if (state === 'gate') window.scrollTo(0, 0);
  }
}

function same(left: Bytes, right: Bytes): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

void new ReadPage().start();
