// Runs a field for a password that the sender tells by another channel: suggests one on request, copies it, refuses
// short ones.
import { type Suggestion, suggestPassword } from '@secure-exchanges/web/gates';
import { copyText, type Fault, part, setError, setText } from '@secure-exchanges/web/page';

const kLeastPassword = 8;

/** Runs one password field with its buttons. */
export class PasswordField {
  readonly input: HTMLInputElement;
  private readonly error: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];

  /**
   * Prepares the field.
   * @param root holds the parts `password`, `password-suggest`, `password-copy`, `password-error` and `password-state`.
   * @param onChange is called when the person types a password or has one suggested.
   */
  constructor(
    root: ParentNode,
    private readonly suggestion: Suggestion,
    private readonly words: { readonly missing: string; readonly copied: string },
    onChange: () => void,
  ) {
    this.input = part(root, 'password', HTMLInputElement);
    this.error = part(root, 'password-error', HTMLElement);
    this.input.addEventListener('input', onChange);
    const [suggest, copy] = [
      part(root, 'password-suggest', HTMLButtonElement),
      part(root, 'password-copy', HTMLButtonElement),
    ];
    this.buttons = [suggest, copy];
    suggest.addEventListener('click', () => {
      this.value = suggestPassword(this.suggestion);
      onChange();
    });
    const state = part(root, 'password-state', HTMLElement);
    copy.addEventListener('click', async () => {
      setText(state, '');
      if (await copyText(this.value)) setText(state, this.words.copied);
      else this.input.select();
    });
  }

  get value(): string {
    return this.input.value;
  }

  set value(password: string) {
    this.input.value = password;
  }

  /** Fills in a suggestion if the field is empty. */
  fill(): void {
    if (this.value === '') this.value = suggestPassword(this.suggestion);
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
    const isBad = isAsked && [...this.value].length < kLeastPassword;
    setError(this.input, this.error, isBad ? this.words.missing : null);
    return isBad ? [{ field: this.input, text: this.words.missing }] : [];
  }
}
