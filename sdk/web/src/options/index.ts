// Lets people choose how a sealed thing may be opened.
export * from './composed_options.js';
