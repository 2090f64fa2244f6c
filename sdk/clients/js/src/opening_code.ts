// Decides who is asked for the opening code of the mail, as the server does (docs/wire.md, "Sending").

/**
 * Tells whether a recipient is asked for the opening code.
 * @param wanted what the author chose; null: nothing, and the code is asked unless something else protects.
 * @param isGated whether a password, or a gate in its place, protects the recipient.
 * @param isAlways whether the company wants constant protection.
 */
export function asksOpeningCode(wanted: boolean | null, isGated: boolean, isAlways: boolean): boolean {
  return isAlways || (wanted ?? !isGated);
}
