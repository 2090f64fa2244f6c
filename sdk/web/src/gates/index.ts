// Protects what is sealed, and asks readers to prove themselves.
export * from './password_suggestion.js';
