// Edits the message's rich text with Squire, sanitized on the way in and out, and a toolbar that is one tab stop.
import { cleanFragment, cleanHtml } from '@secure-exchanges/web/editor';
import { byId, element, show } from '@secure-exchanges/web/page';
import Squire from 'squire-rte';

type Act = 'bold' | 'italic' | 'underline' | 'bullets' | 'numbers' | 'link' | 'clear';

const kFormats: Readonly<Partial<Record<Act, string>>> = {
  bold: 'B',
  italic: 'I',
  underline: 'U',
  bullets: 'UL',
  numbers: 'OL',
  link: 'A',
};

/** Runs one rich-text field and its toolbar. */
export class Editor {
  private readonly squire: Squire;
  private readonly buttons: readonly HTMLButtonElement[];

  constructor(
    private readonly root: HTMLElement,
    toolbar: HTMLElement,
    onChange: () => void,
  ) {
    this.squire = new Squire(root, {
      blockTag: 'P',
      addLinks: true,
      sanitizeToDOMFragment: (html: string) => cleanFragment(html),
      didError: (error: unknown) => console.warn('editor', error),
    });
    this.buttons = [...toolbar.querySelectorAll('button')];
    this.squire.addEventListener('input', onChange);
    for (const event of ['pathChange', 'select', 'cursor', 'input'])
      this.squire.addEventListener(event, () => this.showState());
    toolbar.addEventListener('click', event => this.click(event));
    toolbar.addEventListener('keydown', event => this.move(event));
    this.prepareLinkDialog();
  }

  /** Returns the text as sanitized HTML; empty if there is no text. */
  html(): string {
    return this.isEmpty() ? '' : cleanHtml(this.squire.getHTML()).replace(/\u200b/g, '');
  }

  /** Returns the text without its formatting. */
  text(): string {
    return this.root.innerText
      .replace(/\u200b/g, '')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  /** Tells whether there is no text. */
  isEmpty(): boolean {
    return this.text() === '';
  }

  /** Replaces the text. */
  set(html: string): void {
    this.squire.setHTML(html);
  }

  focus(): void {
    this.squire.focus();
  }

  /** Makes the text read-only while the message is being sent, or editable again. */
  lock(isLocked: boolean): void {
    this.root.contentEditable = isLocked ? 'false' : 'true';
    this.root.setAttribute('aria-readonly', String(isLocked));
    for (const button of this.buttons) button.disabled = isLocked;
  }

  private click(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button) return;
    this.setStop(button);
    this.run(actOf(button));
    this.showState();
  }

  private run(act: Act): void {
    const { squire } = this;
    switch (act) {
      case 'bold':
        return void (squire.hasFormat('B') ? squire.removeBold() : squire.bold());
      case 'italic':
        return void (squire.hasFormat('I') ? squire.removeItalic() : squire.italic());
      case 'underline':
        return void (squire.hasFormat('U') ? squire.removeUnderline() : squire.underline());
      case 'bullets':
        return void (squire.hasFormat('UL') ? squire.removeList() : squire.makeUnorderedList());
      case 'numbers':
        return void (squire.hasFormat('OL') ? squire.removeList() : squire.makeOrderedList());
      case 'clear':
        return void squire.removeAllFormatting();
      case 'link':
        if (squire.hasFormat('A')) squire.removeLink();
        else this.askLink();
    }
  }

  private showState(): void {
    for (const button of this.buttons) {
      const tag = kFormats[actOf(button)];
      if (tag && button.hasAttribute('aria-pressed'))
        button.setAttribute('aria-pressed', String(this.squire.hasFormat(tag)));
    }
  }

  /** Moves within the toolbar by arrows, Home and End; Tab leaves it. */
  private move(event: KeyboardEvent): void {
    const at = this.buttons.findIndex(button => button === document.activeElement);
    const last = this.buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const button = to === undefined ? undefined : this.buttons[to];
    if (!button) return;
    event.preventDefault();
    this.setStop(button);
    button.focus();
  }

  private setStop(stop: HTMLButtonElement): void {
    for (const button of this.buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  private askLink(): void {
    const address = byId('link-address', HTMLInputElement);
    address.value = '';
    show(element('link-error'), false);
    byId('link-dialog', HTMLDialogElement).showModal();
    address.focus();
  }

  private prepareLinkDialog(): void {
    const dialog = byId('link-dialog', HTMLDialogElement);
    const address = byId('link-address', HTMLInputElement);
    byId('link-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      const url = linkOf(address.value);
      show(element('link-error'), url === null);
      if (url === null) return address.focus();
      dialog.close();
      this.squire.focus();
      if (this.squire.getSelectedText().trim() === '') this.squire.insertPlainText(url, false);
      else this.squire.makeLink(url);
    });
    element('link-cancel').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => this.squire.focus());
  }
}

function actOf(button: HTMLButtonElement): Act {
  const act = button.dataset['act'];
  if (
    act === 'bold' ||
    act === 'italic' ||
    act === 'underline' ||
    act === 'bullets' ||
    act === 'numbers' ||
    act === 'link' ||
    act === 'clear'
  )
    return act;
  throw new Error('a button of the toolbar does nothing');
}

/** Completes a link's address ("exemple.com" becomes https); null if it is not a usable address. */
function linkOf(text: string): string | null {
  const trimmed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    const url = new URL(whole);
    const isKnown = ['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol);
    return isKnown && (url.protocol.startsWith('http') ? url.hostname.includes('.') : url.pathname !== '')
      ? url.href
      : null;
  } catch {
    return null;
  }
}
