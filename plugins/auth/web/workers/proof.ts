// The worker of altcha's proof of work, as it comes: SHA-256 over salt, nonce and counter until the prefix fits.
import 'altcha/workers/sha';
