// Puts the cursor in the first field that is wrong, or in the code's field after a code was sent.
const wrong = document.querySelector<HTMLElement>('[aria-invalid=true]');
(wrong ?? (location.hash === '#mobile-code' ? document.getElementById('code') : null))?.focus();
