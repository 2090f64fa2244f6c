// Reads and proposes addresses.
export * from './addresses.js';
export * from './contact_choice.js';
