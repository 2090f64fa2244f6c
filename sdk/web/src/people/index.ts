// Reads and proposes addresses.
export * from './addresses.js';
