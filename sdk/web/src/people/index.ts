// Reads and proposes addresses, and runs the list of recipients with their own rules.
export * from './addresses.js';
export * from './contact_choice.js';
export * from './handover.js';
export * from './link_acts.js';
export * from './mobile_field.js';
export * from './recipient_row.js';
export * from './recipient_rules.js';
export * from './recipients.js';
