// Asks the server what the company's rules want of a message to its recipients, before it is sent (row D7).
import { fields, mailAddress, type Ruling, rulingsOf } from '@secure-exchanges/client';
import { csrfToken } from '../page/csrf.js';

/** Knows the rules for recipients, as far as the server was asked. Without the policy plugin there are none. */
export class CompanyRules {
  private readonly known = new Map<string, Ruling>();
  private readonly asking = new Set<string>();
  private isAbsent = false;
  /** Is the page of the rules, if whoever writes may change them; else empty. */
  page = '';

  /** Returns what is known of the rules for these recipients. */
  of(addresses: readonly string[], hasFiles: boolean): Ruling[] {
    return addresses.flatMap(address => this.known.get(keyOf(address, hasFiles)) ?? []);
  }

  /**
   * Asks about the recipients that are not known yet, or about all. Returns false if nothing was learned. An error of the
   * network is none of this page's: the server enforces the rules anyway.
   */
  async ask(addresses: readonly string[], hasFiles: boolean, asksAll = false): Promise<boolean> {
    const to = addresses.filter(address => {
      const key = keyOf(address, hasFiles);
      return mailAddress(address) !== null && (asksAll || !(this.known.has(key) || this.asking.has(key)));
    });
    if (this.isAbsent || to.length === 0) return false;
    for (const each of to) this.asking.add(keyOf(each, hasFiles));
    const answer = await fetch('/api/v1/policy/recipients', {
      method: 'POST',
      headers: { 'Accept': 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken() },
      credentials: 'same-origin',
      body: JSON.stringify({ to, has_files: hasFiles }),
    }).catch(() => null);
    this.isAbsent = answer?.status === 404;
    const found: unknown = answer?.ok ? await answer.json() : null;
    const rulings = found === null ? [] : rulingsOf(found);
    const { page } = found === null ? { page: '' } : fields(found);
    this.page = typeof page === 'string' ? page : '';
    // The answer has the recipients in the order of the question.
    to.forEach((address, i) => {
      this.asking.delete(keyOf(address, hasFiles));
      const ruling = rulings[i];
      if (ruling) this.known.set(keyOf(address, hasFiles), { ...ruling, address });
    });
    return rulings.length > 0;
  }
}

function keyOf(address: string, hasFiles: boolean): string {
  return `${hasFiles} ${address.toLowerCase()}`;
}

/** Returns the gates that the rules want of every recipient; the opening code, which all have or none, of any. */
export function sharedGates(rulings: readonly Ruling[], count: number, of: 'must' | 'preferred'): string[] {
  const gates = new Set(rulings.flatMap(each => each[of]));
  return [...gates].filter(
    gate => gate === 'code' || (rulings.length === count && rulings.every(each => each[of].includes(gate))),
  );
}

/** Returns the fewest opens that the rules allow; null if none limits them. */
export function fewestOpens(rulings: readonly Ruling[]): number | null {
  const limits = rulings.flatMap(({ opensMax }) => opensMax ?? []);
  return limits.length === 0 ? null : Math.min(...limits);
}
