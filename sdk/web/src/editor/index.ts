// Writes and cleans rich text.
export * from './clean.js';
export * from './editor.js';
export * from './link.js';
