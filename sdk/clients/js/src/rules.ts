// Reads what the company's rules ask of whoever writes to a recipient (row D7; docs/wire.md, "Rules for recipients").
import { fields, listField, textField } from './wire.js';

/** Says what a rule asks of what is sent to one recipient; the server refuses whatever is against it. */
export interface Ruling {
  readonly address: string;
  /** Is the rule's domain, `*.example.org` or `*`; null if no rule fits. */
  readonly rule: string | null;
  readonly isForbidden: boolean;
  /** Names gates that the recipient must answer. */
  readonly must: readonly string[];
  /** Names gates to choose beforehand, which the author may turn off. */
  readonly preferred: readonly string[];
  /** Tells that nothing may travel in clear. */
  readonly isWhole: boolean;
  /** Is null without a limit. */
  readonly opensMax: number | null;
}

/** Reads the answer to POST /api/v1/policy/recipients. */
export function rulingsOf(answer: unknown): Ruling[] {
  return listField(answer, 'recipients').map(each => {
    const { rule, forbidden, whole, opens_max: opensMax } = fields(each);
    const texts = (name: string): string[] => listField(each, name).filter(text => typeof text === 'string');
    return {
      address: textField(each, 'address'),
      rule: typeof rule === 'string' ? rule : null,
      isForbidden: forbidden === true,
      must: texts('must'),
      preferred: texts('default'),
      isWhole: whole === true,
      opensMax: typeof opensMax === 'number' ? opensMax : null,
    };
  });
}
