// Runs plugins' gates in the composer; attributes tell which toggle and fields belong to which gate (docs/gates.md).
import { setError, show } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';

/** Holds the settings of gates: by gate, then by field; true for a gate without fields. */
export type GateSettings = Readonly<Record<string, true | Readonly<Record<string, string>>>>;

/** Runs the toggles and fields of all plugins' gates. */
export class ComposedGates {
  private readonly gates: readonly HTMLElement[];

  /** Prepares the gates below `root`, whose fields plugins put there. */
  constructor(
    root: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.gates = [...root.querySelectorAll<HTMLElement>('[data-gate]')];
    for (const gate of this.gates) {
      const toggle = toggleOf(gate);
      toggle?.addEventListener('click', () => {
        toggle.setAttribute('aria-pressed', String(!isOn(gate)));
        this.changed(gate);
        if (isOn(gate)) inputsOf(gate)[0]?.focus();
      });
      for (const input of inputsOf(gate)) input.addEventListener('input', () => this.changed(gate));
    }
  }

  /** Names the gates that are on. */
  names(): string[] {
    return this.gates.filter(isOn).map(nameOf);
  }

  /** Names the gates that need to know something of each recipient: `mobile` (docs/gates.md). */
  needing(contact: string): ReadonlySet<string> {
    return new Set(this.gates.filter(gate => toggleOf(gate)?.dataset['contact'] === contact).map(nameOf));
  }

  /** Names the gates that make the opening code unnecessary (docs/gates.md). */
  replacingCode(): ReadonlySet<string> {
    return new Set(this.gates.filter(gate => 'replacesCode' in (toggleOf(gate)?.dataset ?? {})).map(nameOf));
  }

  /** Tells of each gate without fields whether it is on. */
  switches(): Readonly<Record<string, boolean>> {
    return Object.fromEntries(this.gates.filter(isSwitch).map(gate => [nameOf(gate), isOn(gate)]));
  }

  /** Turns on those of the gates without fields that `wanted` has as true, and the others off. */
  setSwitches(wanted: Readonly<Record<string, unknown>>): void {
    for (const gate of this.gates.filter(isSwitch)) {
      toggleOf(gate)?.setAttribute('aria-pressed', String(wanted[nameOf(gate)] === true));
      this.changed(gate);
    }
  }

  /** Returns the settings of each gate that is on, by the names of its fields. */
  settings(): GateSettings {
    return Object.fromEntries(
      this.gates
        .filter(isOn)
        .map(gate => [
          nameOf(gate),
          isSwitch(gate) ||
            Object.fromEntries(inputsOf(gate).map(input => [input.dataset['gateField'] ?? '', input.value.trim()])),
        ]),
    );
  }

  /** Restores the gates of a draft. Skips a gate whose plugin was removed since. */
  restore(settings: GateSettings): void {
    for (const gate of this.gates) {
      const kept = settings[nameOf(gate)];
      toggleOf(gate)?.setAttribute('aria-pressed', String(kept !== undefined));
      for (const input of inputsOf(gate))
        input.value = (kept !== true && kept?.[input.dataset['gateField'] ?? '']) || '';
      this.changed(gate);
    }
  }

  /** Returns, and shows, the fields that violate their own attributes (`required`, `pattern` …). */
  faults(): Fault[] {
    return this.gates.filter(isOn).flatMap(gate => {
      const field = inputsOf(gate).find(input => !input.checkValidity());
      return field ? [this.complain(gate, field)] : [];
    });
  }

  /** Shows that the server refused a gate or one of its fields. Returns null if this page has no such field. */
  refuse(name: string, member: string): Fault | null {
    const gate = this.gates.find(each => nameOf(each) === name);
    const field = gate && (inputsOf(gate).find(input => input.dataset['gateField'] === member) ?? inputsOf(gate)[0]);
    return gate && field ? this.complain(gate, field) : null;
  }

  private complain(gate: HTMLElement, field: HTMLInputElement): Fault {
    const error = gate.querySelector<HTMLElement>('[data-gate-error]');
    const text = error?.querySelector('span')?.textContent?.trim() ?? '';
    if (error) setError(field, error, text);
    return { field, text };
  }

  private changed(gate: HTMLElement): void {
    const [fields, error] = [
      gate.querySelector<HTMLElement>('[data-gate-fields]'),
      gate.querySelector<HTMLElement>('[data-gate-error]'),
    ];
    if (fields) show(fields, isOn(gate));
    if (error && !error.hidden) for (const input of inputsOf(gate)) setError(input, error, null);
    this.onChange();
  }
}

function nameOf(gate: HTMLElement): string {
  return gate.dataset['gate'] ?? '';
}

function isSwitch(gate: HTMLElement): boolean {
  return inputsOf(gate).length === 0;
}

function toggleOf(gate: HTMLElement): HTMLButtonElement | null {
  return gate.querySelector<HTMLButtonElement>('[data-gate-toggle]');
}

function inputsOf(gate: HTMLElement): HTMLInputElement[] {
  return [...gate.querySelectorAll<HTMLInputElement>('input[data-gate-field]')];
}

function isOn(gate: HTMLElement): boolean {
  return toggleOf(gate)?.getAttribute('aria-pressed') === 'true';
}
