// Helps every page script: elements, words, formats, errors, live places.
export * from './by_id.js';
export * from './csrf.js';
export * from './dom.js';
export * from './error_summary.js';
export * from './format.js';
export * from './live.js';
export * from './now.js';
export * from './parts.js';
export * from './press.js';
export * from './quota.js';
export * from './time_text.js';
export * from './words.js';
