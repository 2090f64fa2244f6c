// Keeps on this device what the server must not know.
export * from './claimed_drafts.js';
export * from './drafts.js';
export * from './kept_work.js';
export * from './keys.js';
export * from './kept_links.js';
export * from './known_elsewhere.js';
export * from './known_notes.js';
export * from './notes.js';
export * from './waiting_drafts.js';
