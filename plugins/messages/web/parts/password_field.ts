// A field for a password that is told by another channel: suggested on request, copied, and never too short.
import { copyText, part, setError, setText } from './dom.js';
import type { Fault } from './limits.js';
import { type Suggestion, suggestPassword } from './password_suggestion.js';

const kLeastPassword = 8;

export class PasswordField {
  readonly input: HTMLInputElement;
  private readonly error: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];

  /** root: holds the parts `password`, `password-suggest`, `password-copy`, `password-error` and `password-state`. onChange: by hand or by the button. */
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

  /** What stands there stays. */
  fill(): void {
    if (this.value === '') this.value = suggestPassword(this.suggestion);
  }

  lock(isLocked: boolean): void {
    for (const each of [this.input, ...this.buttons]) each.disabled = isLocked;
  }

  isComplained(): boolean {
    return this.input.getAttribute('aria-invalid') === 'true';
  }

  /** What is wrong, told at the field too; nothing where no password is asked. */
  faults(isAsked: boolean): Fault[] {
    const isBad = isAsked && [...this.value].length < kLeastPassword;
    setError(this.input, this.error, isBad ? this.words.missing : null);
    return isBad ? [{ field: this.input, text: this.words.missing }] : [];
  }
}
