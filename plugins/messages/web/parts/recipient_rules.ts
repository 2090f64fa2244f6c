// What one recipient's own rules make of the message's (rows A3 to A5).
import { whole } from './format.js';
import type { Choices } from './limits.js';

/** As typed; what is not there is as for all. */
export interface OwnRules {
  /** null: none. */
  readonly password?: string | null;
  readonly sms?: boolean;
  readonly opens?: string;
}

/** What holds for one recipient. */
export interface Rules {
  readonly password: string | null;
  readonly asksSms: boolean;
  /** For the code, or for the link itself. */
  readonly needsMobile: boolean;
  /** null: what is typed is no number of opens. */
  readonly opens: number | null;
}

export function rulesFor(own: OwnRules, all: Choices, opensMax: number): Rules {
  const asksSms = own.sms ?? all.asksSms;
  return {
    password: own.password === undefined ? all.password : own.password,
    asksSms,
    needsMobile: asksSms || all.delivery === 'sms',
    opens: own.opens === undefined ? all.opens : whole(own.opens, opensMax),
  };
}
