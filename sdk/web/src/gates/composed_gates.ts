// Runs plugins' gates in the composer; attributes tell which toggle and fields belong to which gate (docs/gates.md).
import { setError, show } from '../page/dom.js';
import type { Fault } from '../page/error_summary.js';

/** Holds the settings of gates: by gate, then by field. */
export type GateSettings = Readonly<Record<string, Readonly<Record<string, string>>>>;

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

  /** Tells whether any of these gates is on. */
  areAny(): boolean {
    return this.gates.some(isOn);
  }

  /** Returns the settings of each gate that is on, by the names of its fields. */
  settings(): GateSettings {
    return Object.fromEntries(
      this.gates
        .filter(isOn)
        .map(gate => [
          gate.dataset['gate'] ?? '',
          Object.fromEntries(inputsOf(gate).map(input => [input.dataset['gateField'] ?? '', input.value.trim()])),
        ]),
    );
  }

  /** Restores the gates of a draft. Skips a gate whose plugin was removed since. */
  restore(settings: GateSettings): void {
    for (const gate of this.gates) {
      const kept = settings[gate.dataset['gate'] ?? ''];
      toggleOf(gate)?.setAttribute('aria-pressed', String(kept !== undefined));
      for (const input of inputsOf(gate)) input.value = kept?.[input.dataset['gateField'] ?? ''] ?? '';
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
    const gate = this.gates.find(each => each.dataset['gate'] === name);
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

function toggleOf(gate: HTMLElement): HTMLButtonElement | null {
  return gate.querySelector<HTMLButtonElement>('[data-gate-toggle]');
}

function inputsOf(gate: HTMLElement): HTMLInputElement[] {
  return [...gate.querySelectorAll<HTMLInputElement>('input[data-gate-field]')];
}

function isOn(gate: HTMLElement): boolean {
  return toggleOf(gate)?.getAttribute('aria-pressed') === 'true';
}
