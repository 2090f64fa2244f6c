// Edits the message's rich text with Squire, sanitized on the way in and out, and a toolbar that is one tab stop.
import { cleanFragment, cleanHtml } from './clean.js';
import { linkOf } from './link.js';
import { clone, componentOf, type Ids, part, place, relate, setError, setText, show } from '../page/dom.js';
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

/** Runs one rich-text field and its toolbar (partial `sx-editor`). */
export class Editor {
  /** Is the field itself, which errors point to. */
  readonly field: HTMLElement;
  private readonly root: HTMLElement;
  private readonly squire: Squire;
  private readonly dialog: HTMLDialogElement;
  private readonly buttons: readonly HTMLButtonElement[];

  constructor(root: HTMLElement, onChange: () => void, ids?: Ids) {
    this.root = componentOf(root, 'editor/1');
    relate(this.root, ids);
    this.field = place(this.root, 'body');
    this.squire = new Squire(this.field, {
      blockTag: 'P',
      addLinks: true,
      sanitizeToDOMFragment: (html: string) => cleanFragment(html),
      didError: (error: unknown) => console.warn('editor', error),
    });
    const toolbar = place(this.root, 'toolbar');
    this.buttons = [...toolbar.querySelectorAll('button')];
    this.squire.addEventListener('input', onChange);
    for (const event of ['pathChange', 'select', 'cursor', 'input'])
      this.squire.addEventListener(event, () => this.showState());
    toolbar.addEventListener('click', event => this.click(event));
    toolbar.addEventListener('keydown', event => this.move(event));
    this.dialog = this.linkDialog(ids);
  }

  /** Replaces the field's label. */
  label(text: string): void {
    setText(place(this.root, 'body-label'), text);
  }

  /** Shows an error under the field; null clears it. */
  complain(text: string | null): void {
    setError(this.field, place(this.root, 'body-error'), text);
  }

  /** Returns the text as sanitized HTML; empty if there is no text. */
  html(): string {
    return this.isEmpty() ? '' : cleanHtml(this.squire.getHTML()).replace(/\u200b/g, '');
  }

  /** Returns the text without its formatting. */
  text(): string {
    return this.field.innerText
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

  /** Writes a plain text where the person was. */
  insert(text: string): void {
    this.squire.insertPlainText(text, false);
    this.squire.focus();
  }

  focus(): void {
    this.squire.focus();
  }

  /** Makes the text read-only while the message is being sent, or editable again. */
  lock(isLocked: boolean): void {
    this.field.contentEditable = isLocked ? 'false' : 'true';
    this.field.setAttribute('aria-readonly', String(isLocked));
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
    const address = part(this.dialog, 'link-address', HTMLInputElement);
    address.value = '';
    show(place(this.dialog, 'link-error'), false);
    this.dialog.showModal();
    address.focus();
  }

  /** Makes the dialog that asks for a link's address. It is no child of the root, which may stand in a form. */
  private linkDialog(ids: Ids | undefined): HTMLDialogElement {
    const dialog = clone(this.root, 'link-dialog');
    if (!(dialog instanceof HTMLDialogElement)) throw new Error('part link-dialog is no dialog');
    relate(dialog, ids);
    document.body.append(dialog);
    const address = part(dialog, 'link-address', HTMLInputElement);
    part(dialog, 'link-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      const url = linkOf(address.value);
      show(place(dialog, 'link-error'), url === null);
      if (url === null) return address.focus();
      dialog.close();
      this.squire.focus();
      if (this.squire.getSelectedText().trim() === '') this.squire.insertPlainText(url, false);
      else this.squire.makeLink(url);
    });
    place(dialog, 'link-cancel').addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => this.squire.focus());
    return dialog;
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
