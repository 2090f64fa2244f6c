// Seals and opens messages in browsers and Node; nothing here trusts the server with a key.
export * from './bytes.js';
export * from './derive.js';
export * from './eml.js';
export * from './errors.js';
export * from './hash.js';
export * from './header.js';
export * from './links.js';
export * from './manifest.js';
export * from './note.js';
export * from './open.js';
export * from './padding.js';
export * from './parts.js';
export * from './send.js';
export * from './slot.js';
export * from './source.js';
export * from './transfer.js';
export * from './wire.js';
