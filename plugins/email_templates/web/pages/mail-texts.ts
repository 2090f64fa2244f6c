// Runs the page of a company's mails: the choice of a piece, its editor, and the preview of what is typed.
import { fields, textField } from '@secure-exchanges/client';
import { Editor } from '@secure-exchanges/web/editor';
import { byId, csrfToken, element, setText, show } from '@secure-exchanges/web/page';

const kPause = 120; // milliseconds after the last key
const kPreview = '/admin/mail-texts/preview';

type View = 'desk' | 'phone' | 'text';

/** Runs the editor of one piece and the preview beside it. */
class MailTexts {
  private readonly form = byId('edit', HTMLFormElement);
  private readonly rich = document.getElementById('rich');
  private readonly editor: Editor | null;
  private readonly frame = document.getElementById('preview-html');
  private view: View = 'desk';
  private asked = 0;
  private shown = 0;
  private timer = 0;

  constructor() {
    const later = (): void => this.later();
    const root = this.rich?.querySelector<HTMLElement>('[data-sx]') ?? null;
    this.editor = root ? new Editor(root, later, '') : null;
    if (this.editor) {
      this.editor.label(element('edit-title').textContent ?? '');
      this.editor.set(byId('initial', HTMLTemplateElement).innerHTML);
      this.form.addEventListener('submit', () => {
        byId('html', HTMLInputElement).value = this.editor?.html() ?? '';
      });
    } else this.plain().addEventListener('input', later);
    this.runChoice();
    for (const button of this.form.querySelectorAll<HTMLElement>('[data-insert]'))
      button.addEventListener('click', () => this.insert(button.dataset['insert'] ?? ''));
    for (const button of document.querySelectorAll<HTMLElement>('[data-view]'))
      button.addEventListener('click', () => this.look(button.dataset['view'] as View));
    element('defaults').addEventListener('change', later);
    void this.preview();
  }

  private plain(): HTMLInputElement | HTMLTextAreaElement {
    return element('text') as HTMLInputElement | HTMLTextAreaElement;
  }

  /** Opens what is chosen at once; another kind or language begins with its first piece. */
  private runChoice(): void {
    const choice = byId('choice', HTMLFormElement);
    choice.addEventListener('change', event => {
      if (event.target instanceof HTMLElement && event.target.id === 'kind')
        byId('piece', HTMLSelectElement).disabled = true;
      choice.requestSubmit();
    });
  }

  private insert(text: string): void {
    if (this.editor) this.editor.insert(text);
    else {
      const field = this.plain();
      field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end');
      field.focus();
    }
    this.later();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.preview(), kPause);
  }

  private async preview(): Promise<void> {
    const number = ++this.asked;
    const data = new FormData(this.form);
    const answer = await fetch(kPreview, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRF-Token': csrfToken() },
      body: JSON.stringify({
        language: data.get('language'),
        kind: data.get('kind'),
        piece: data.get('piece'),
        shape: data.get('shape'),
        text: this.editor ? '' : this.plain().value,
        html: this.editor?.html() ?? '',
        defaults: byId('defaults', HTMLInputElement).checked,
      }),
    }).catch(() => null);
    // An older answer never replaces a newer one.
    if (!answer?.ok || number < this.shown) return;
    this.shown = number;
    this.present(await answer.json());
  }

  private present(made: unknown): void {
    const fault = fields(made)['fault'];
    const error = element('text-error');
    const isFaulty = typeof fault === 'string';
    const span = error.querySelector('span');
    if (span) setText(span, isFaulty ? fault : '');
    show(error, isFaulty);
    setText(element('preview-text'), textField(made, 'text'));
    if (this.frame instanceof HTMLIFrameElement) {
      setText(element('preview-from'), textField(made, 'from'));
      setText(element('preview-subject'), textField(made, 'subject'));
      this.frame.srcdoc = textField(made, 'html');
    } else {
      setText(element('preview-length'), textField(made, 'length'));
      show(element('preview-text'), true);
    }
    element('preview').dataset['ready'] = String(this.shown);
  }

  private look(view: View): void {
    this.view = view;
    for (const button of document.querySelectorAll<HTMLElement>('[data-view]'))
      button.setAttribute('aria-pressed', String(button.dataset['view'] === view));
    if (!(this.frame instanceof HTMLIFrameElement)) return;
    show(this.frame, this.view !== 'text');
    show(element('preview-text'), this.view === 'text');
    this.frame.classList.toggle('is-phone', this.view === 'phone');
  }
}

new MailTexts();
