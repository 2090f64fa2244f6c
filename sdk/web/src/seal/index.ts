// Seals and uploads.
export * from './failure.js';
export * from './messages.js';
export * from './network.js';
export * from './seal_worker.js';
export * from './upload.js';
export * from './upload_progress.js';
export * from './uploads_choice.js';
