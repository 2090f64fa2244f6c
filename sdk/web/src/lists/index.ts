// Reads files that list people, whoever wrote them.
export * from './decode_text.js';
export * from './read_file.js';
