// Takes files from a person.
export * from './file_list.js';
export * from './picking.js';
export * from './sealing.js';
