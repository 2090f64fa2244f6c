// Protects what is sealed, and asks readers to prove themselves.
export * from './composed_gates.js';
export * from './password_field.js';
export * from './password_suggestion.js';
export * from './read_gates.js';
