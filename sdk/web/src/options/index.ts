// Lets people choose how a sealed thing may be opened.
export * from './advice.js';
export * from './composed_options.js';
export * from './consequences.js';
export * from './opens_words.js';
export * from './option_fields.js';
