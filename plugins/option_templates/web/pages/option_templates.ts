// Runs the option templates in the composer: applies the default one, lets the person choose and save them.
import { fields, listField, textField } from '@secure-exchanges/client';
import { type ComposedOptions, kOptionsEvent, type WireOptions } from '@secure-exchanges/web/options';
import { byId, csrfToken, element, once, setError, setText, show, Words } from '@secure-exchanges/web/page';

interface OptionTemplate {
  readonly id: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly isDefault: boolean;
  readonly options: WireOptions;
}

const kPath = '/api/v1/messages/templates';

/** Runs the list of option templates and the dialog that saves one. */
class OptionTemplates {
  private readonly words = new Words(byId('template-words', HTMLTemplateElement));
  private readonly select = byId('template', HTMLSelectElement);
  private readonly dialog = byId('template-dialog', HTMLDialogElement);
  private readonly name = byId('template-name', HTMLInputElement);
  private all: readonly OptionTemplate[] = [];

  constructor(private readonly options: ComposedOptions) {
    this.select.addEventListener('change', () => {
      const chosen = this.chosen();
      if (!chosen) return;
      this.options.apply(chosen.options);
      this.say('applied', chosen.name);
    });
    element('template-save').addEventListener('click', () => this.ask());
    element('template-cancel').addEventListener('click', () => this.dialog.close());
    const save = once(() => this.save());
    byId('template-form', HTMLFormElement).addEventListener('submit', event => {
      event.preventDefault();
      void save();
    });
  }

  /** Loads the option templates and applies the default one: the person's own before the company's. */
  async start(): Promise<void> {
    await this.load().catch(() => undefined);
    const first = this.all.find(each => each.isDefault);
    if (first && this.options.applyDefault(first.options)) {
      this.select.value = first.id;
      this.say('applied', first.name);
    }
    element('templates').dataset['ready'] = 'true';
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
    show(element('template-share-field'), fields(list)['may_share'] === true);
    for (const [id, isShared] of [
      ['templates-own', false],
      ['templates-shared', true],
    ] as const) {
      const some = this.all.filter(each => each.isShared === isShared);
      element(id).replaceChildren(...some.map(each => new Option(each.name, each.id)));
      show(element(id), some.length > 0);
    }
    show(element('templates'), true);
  }

  private ask(): void {
    const chosen = this.chosen();
    this.name.value = chosen?.name ?? '';
    byId('template-default', HTMLInputElement).checked = chosen?.isDefault ?? false;
    byId('template-share', HTMLInputElement).checked =
      (chosen?.isShared ?? false) && !element('template-share-field').hidden;
    setError(this.name, element('template-error'), null);
    this.dialog.showModal();
    this.name.focus();
  }

  private async save(): Promise<void> {
    const name = this.name.value.trim();
    if (name === '') return setError(this.name, element('template-error'), this.words.get('missing'));
    const shared = byId('template-share', HTMLInputElement).checked;
    const same = this.all.find(each => each.name === name && each.isShared === shared);
    const answer = await fetch(same ? `${kPath}/${same.id}` : kPath, {
      method: same ? 'PUT' : 'POST',
      credentials: 'same-origin',
      body: JSON.stringify({
        name,
        shared,
        default: byId('template-default', HTMLInputElement).checked,
        options: this.options.read(),
      }),
      headers: { 'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRF-Token': csrfToken() },
    }).catch(() => null);
    if (!answer?.ok) return setError(this.name, element('template-error'), this.words.get('failed'));
    const saved: unknown = await answer.json();
    await this.load().catch(() => undefined);
    this.select.value = textField(saved, 'id');
    this.say('saved', name);
    this.dialog.close();
  }

  private chosen(): OptionTemplate | undefined {
    return this.all.find(({ id }) => id === this.select.value);
  }

  private say(word: string, name: string): void {
    setText(element('template-state'), this.words.get(word, { name }));
  }
}

element('templates').addEventListener(kOptionsEvent, event => {
  if (event instanceof CustomEvent) void new OptionTemplates(event.detail).start();
});
