// Runs a field for a password that the sender tells by another channel: suggests one on request, copies it, refuses
// short ones.
import { hasHiddenEdge } from '@secure-exchanges/client';
import { type Suggestion, suggestPassword } from './password_suggestion.js';
import { componentOf, copyText, type Ids, part, place, relate, setError, setText, show } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';
import { Words } from '../page/words.js';

const kLeastPassword = 8;

/** Runs one password field with its buttons (partial `sx-password`). */
export class PasswordField {
  readonly input: HTMLInputElement;
  private readonly error: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];
  private readonly missing: string;
  private readonly words: Words;

  /**
   * Prepares the field.
   * @param texts the field's label, its hint, and what to say when the password is too short, if they are other than
   * the partial's.
   * @param onChange is called when the person types a password or has one suggested.
   */
  constructor(
    root: HTMLElement,
    private readonly suggestion: Suggestion,
    onChange: () => void,
    texts: { readonly label?: string; readonly hint?: string; readonly missing?: string } = {},
    ids?: Ids,
  ) {
    const field = componentOf(root, 'password/1');
    relate(field, ids);
    const words = Words.in(field);
    this.missing = texts.missing ?? words.get('missing');
    this.words = words;
    if (texts.label !== undefined) setText(place(field, 'password-label'), texts.label);
    if (texts.hint !== undefined) setText(place(field, 'password-hint'), texts.hint);
    this.input = part(field, 'password', HTMLInputElement);
    this.error = place(field, 'password-error');
    this.input.addEventListener('input', onChange);
    const [suggest, copy] = [
      part(field, 'password-suggest', HTMLButtonElement),
      part(field, 'password-copy', HTMLButtonElement),
    ];
    this.buttons = [suggest, copy];
    show(suggest, this.suggestion.isOffered);
    suggest.addEventListener('click', () => {
      this.value = suggestPassword(this.suggestion);
      onChange();
    });
    const state = place(field, 'password-state');
    copy.addEventListener('click', async () => {
      setText(state, '');
      if (await copyText(this.value)) setText(state, words.get('copied'));
      else this.input.select();
    });
  }

  get value(): string {
    return this.input.value;
  }

  set value(password: string) {
    this.input.value = password;
  }

  /** Fills in a suggestion if the field is empty and the company wants passwords suggested. */
  fill(): void {
    if (this.suggestion.isOffered && this.value === '') this.value = suggestPassword(this.suggestion);
  }

  /** Disables the field while the message is being sent, or enables it again. */
  lock(isLocked: boolean): void {
    for (const each of [this.input, ...this.buttons]) each.disabled = isLocked;
  }

  /** Tells whether the field shows an error. */
  isComplained(): boolean {
    return this.input.getAttribute('aria-invalid') === 'true';
  }

  /** Returns what is wrong, and shows it at the field; nothing if no password is required. */
  faults(isAsked: boolean): Fault[] {
    const text =
      [...this.value].length < kLeastPassword
        ? this.missing
        : hasHiddenEdge(this.value)
          ? this.words.get('blank')
          : null;
    setError(this.input, this.error, isAsked ? text : null);
    return isAsked && text !== null ? [{ field: this.input, text }] : [];
  }
}
