// The cursor goes where something is missing.
const wrong = document.querySelector<HTMLElement>('[aria-invalid=true]');
(wrong ?? (location.hash === '#mobile-code' ? document.getElementById('code') : null))?.focus();
