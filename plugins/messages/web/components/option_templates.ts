// Runs the option templates in the composer: applies the default one, lets the person choose and save them.
import { fields, listField, textField } from '@secure-exchanges/client';
import type { ComposedGates } from '@secure-exchanges/web/gates';
import { csrfToken, part, place, setError, setText, show, Words } from '@secure-exchanges/web/page';
import type { Limits, TypedChoices } from './limits.js';

interface OptionTemplate {
  readonly id: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly isDefault: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

const kPath = '/api/v1/messages/templates';

/** Runs the list of option templates and the dialog that saves one. */
export class OptionTemplates {
  private readonly words: Words;
  private readonly select: HTMLSelectElement;
  private readonly dialog: HTMLDialogElement;
  private readonly name: HTMLInputElement;
  private all: readonly OptionTemplate[] = [];

  /** Prepares the list. @param root holds it, its dialog and its words. */
  constructor(
    private readonly root: HTMLElement,
    private readonly limits: Limits,
    private readonly gates: ComposedGates,
  ) {
    this.words = new Words(part(root, 'template-words', HTMLTemplateElement));
    this.select = part(root, 'template', HTMLSelectElement);
    this.dialog = part(root, 'template-dialog', HTMLDialogElement);
    this.name = part(root, 'template-name', HTMLInputElement);
    this.select.addEventListener('change', () => this.apply(this.all.find(({ id }) => id === this.select.value)));
    place(this.root, 'template-save').addEventListener('click', () => this.ask());
    place(this.root, 'template-cancel').addEventListener('click', () => this.dialog.close());
    part(this.root, 'template-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      void this.save();
    });
  }

  /**
   * Loads the option templates.
   * @param isFresh tells that nothing was typed or restored, so that the default one applies: the person's own before
   * the company's.
   */
  async start(isFresh: boolean): Promise<void> {
    await this.load().catch(() => undefined);
    if (isFresh) this.apply(this.all.find(each => each.isDefault));
    place(this.root, 'templates').dataset['ready'] = 'true';
  }

  private async load(): Promise<void> {
    const answer = await fetch(kPath, {
      headers: { Accept: 'application/json' },
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (!answer.ok) return;
    const list: unknown = await answer.json();
    this.all = listField(list, 'templates').map(each => ({
      id: textField(each, 'id'),
      name: textField(each, 'name'),
      isShared: fields(each)['shared'] === true,
      isDefault: fields(each)['default'] === true,
      options: fields(fields(each)['options']),
    }));
    show(place(this.root, 'template-share-field'), fields(list)['may_share'] === true);
    for (const [name, isShared] of [
      ['templates-own', false],
      ['templates-shared', true],
    ] as const) {
      const some = this.all.filter(each => each.isShared === isShared);
      place(this.root, name).replaceChildren(...some.map(each => new Option(each.name, each.id)));
      show(place(this.root, name), some.length > 0);
    }
    show(place(this.root, 'templates'), true);
  }

  private apply(template: OptionTemplate | undefined): void {
    if (!template) return;
    this.select.value = template.id;
    this.gates.setSwitches(fields(template.options['gates']));
    this.limits.restore({ ...this.limits.typed(), ...typedOf(template.options) });
    setText(place(this.root, 'template-state'), this.words.get('applied', { name: template.name }));
  }

  private ask(): void {
    const chosen = this.all.find(({ id }) => id === this.select.value);
    this.name.value = chosen?.name ?? '';
    part(this.root, 'template-default', HTMLInputElement).checked = chosen?.isDefault ?? false;
    part(this.root, 'template-share', HTMLInputElement).checked =
      (chosen?.isShared ?? false) && !place(this.root, 'template-share-field').hidden;
    setError(this.name, place(this.root, 'template-error'), null);
    this.dialog.showModal();
    this.name.focus();
  }

  private async save(): Promise<void> {
    const name = this.name.value.trim();
    if (name === '') return setError(this.name, place(this.root, 'template-error'), this.words.get('missing'));
    const shared = part(this.root, 'template-share', HTMLInputElement).checked;
    const same = this.all.find(each => each.name === name && each.isShared === shared);
    const body = {
      name,
      shared,
      default: part(this.root, 'template-default', HTMLInputElement).checked,
      options: optionsOf(this.limits, this.gates),
    };
    const answer = await fetch(same ? `${kPath}/${same.id}` : kPath, {
      method: same ? 'PUT' : 'POST',
      credentials: 'same-origin',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRF-Token': csrfToken() },
    }).catch(() => null);
    if (!answer?.ok) return setError(this.name, place(this.root, 'template-error'), this.words.get('failed'));
    const saved: unknown = await answer.json();
    await this.load().catch(() => undefined);
    this.select.value = textField(saved, 'id');
    setText(place(this.root, 'template-state'), this.words.get('saved', { name }));
    this.dialog.close();
  }
}

function optionsOf(limits: Limits, plugins: ComposedGates): object {
  const { asksCode, asksPassword, language, delivery, protects } = limits.typed();
  const { opens, expiresInSeconds } = limits.choices();
  return {
    language,
    delivery,
    protects: protects ?? 'all',
    opens,
    expires_in: expiresInSeconds,
    gates: { ...plugins.switches(), code: asksCode, password: asksPassword },
  };
}

function typedOf(options: Readonly<Record<string, unknown>>): TypedChoices {
  const gates = fields(options['gates']);
  const hours = Math.max(1, Math.round(Number(options['expires_in']) / 3600));
  const isDays = hours % 24 === 0;
  return {
    asksCode: gates['code'] === true,
    asksPassword: gates['password'] === true,
    opens: String(options['opens']),
    expiry: String(isDays ? hours / 24 : hours),
    unit: isDays ? '24' : '1',
    language: String(options['language']),
    delivery: String(options['delivery']),
    protects: String(options['protects']),
  };
}
