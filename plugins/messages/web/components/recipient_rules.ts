// Combines a recipient's own rules with the message's (rows A3 to A5).
import { whole } from '@secure-exchanges/web/page';
import type { Choices } from './limits.js';

/** Holds a recipient's own rules as typed; a missing one follows the message. */
export interface OwnRules {
  /** Is null for no password. */
  readonly password?: string | null;
  readonly sms?: boolean;
  readonly opens?: string;
}

/** Holds the rules that apply to one recipient. */
export interface Rules {
  readonly password: string | null;
  readonly asksSms: boolean;
  /** Tells whether a mobile is needed, for the code or for the link itself. */
  readonly needsMobile: boolean;
  /** Is null if what was typed is not a valid number of opens. */
  readonly opens: number | null;
}

/** Returns the rules that apply to a recipient: their own, or else the message's. */
export function rulesFor(own: OwnRules, all: Choices, opensMax: number): Rules {
  const asksSms = own.sms ?? all.asksSms;
  return {
    password: own.password === undefined ? all.password : own.password,
    asksSms,
    needsMobile: asksSms || all.delivery === 'sms',
    opens: own.opens === undefined ? all.opens : whole(own.opens, opensMax),
  };
}
