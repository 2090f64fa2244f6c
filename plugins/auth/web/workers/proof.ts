// Runs altcha's proof-of-work worker unchanged: SHA-256 over salt, nonce and counter until the prefix fits.
import 'altcha/workers/sha';
