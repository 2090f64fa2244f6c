// Takes files from a person.
export * from './picking.js';
