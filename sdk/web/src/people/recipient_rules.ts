// Combines a recipient's own rules with those for all recipients.
import { asksOpeningCode } from '@secure-exchanges/client';
import { whole } from '../page/format.js';

/** Holds the rules for every recipient who has none of their own. */
export interface SharedRules {
  /** Is null for no password. */
  readonly password: string | null;
  /** Names the gates of plugins that are on. */
  readonly gates: readonly string[];
  /** Tells whether the author wants the opening code of everybody; null: as their other gates call for. */
  readonly asksCode: boolean | null;
  readonly opens: number;
  /** Tells whether the link itself goes to a mobile. */
  readonly needsMobile: boolean;
}

/** Holds a recipient's own rules as typed; a missing one follows those for all. */
export interface OwnRules {
  /** Is null for no password. */
  readonly password?: string | null;
  /** Tells of gates of plugins, by name, whether the recipient must answer them. */
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly opens?: string;
}

/** Holds the rules that apply to one recipient. */
export interface Rules {
  readonly password: string | null;
  readonly gates: readonly string[];
  /** Tells whether a password, or a gate in its place, makes the opening code unnecessary. */
  readonly isGated: boolean;
  readonly asksCode: boolean;
  /** Tells whether the answer to some gate goes to the recipient's mobile. */
  readonly hasMobileGate: boolean;
  /** Tells whether a mobile is needed, for a gate or for the link itself. */
  readonly needsMobile: boolean;
  /** Is null if what was typed is not a valid number of opens. */
  readonly opens: number | null;
}

/** Holds what limits the rules. */
export interface RuleBounds {
  readonly opensMax: number;
  /** Names the gates that need the recipient's mobile (`ComposedGates.needing`). */
  readonly mobileGates: ReadonlySet<string>;
  /** Names the gates that make the opening code unnecessary (`ComposedGates.replacingCode`). */
  readonly codeGates: ReadonlySet<string>;
  /** Tells whether the company wants constant protection. */
  readonly asksCodeAlways: boolean;
}

/** Returns the rules that apply to a recipient: their own, or else those for all. */
export function rulesFor(own: OwnRules, all: SharedRules, bounds: RuleBounds): Rules {
  const names = new Set([...all.gates, ...Object.keys(own.gates ?? {})]);
  const gates = [...names].filter(name => own.gates?.[name] ?? all.gates.includes(name));
  const password = own.password === undefined ? all.password : own.password;
  const isGated = password !== null || gates.some(name => bounds.codeGates.has(name));
  const hasMobileGate = gates.some(name => bounds.mobileGates.has(name));
  return {
    password,
    gates,
    isGated,
    asksCode: asksOpeningCode(all.asksCode, isGated, bounds.asksCodeAlways),
    hasMobileGate,
    needsMobile: hasMobileGate || all.needsMobile,
    opens: own.opens === undefined ? all.opens : whole(own.opens, bounds.opensMax),
  };
}
