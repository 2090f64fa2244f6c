// Writes and cleans rich text.
export * from './clean.js';
