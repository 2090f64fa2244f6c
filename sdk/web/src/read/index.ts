// Opens, shows and saves what was sealed.
export * from './content.js';
export * from './download_messages.js';
export * from './lease_clock.js';
export * from './life.js';
export * from './read_files.js';
export * from './saving.js';
export * from './visit.js';
export * from './reader_part.js';
