// The page behind a mailed link: the token stands behind the #, leaves the address at once, and is sent with the button.

const form = document.querySelector<HTMLFormElement>('#use');
const field = document.querySelector<HTMLInputElement>('#token');
const cut = document.querySelector<HTMLElement>('#cut');

if (form && field && cut) {
  // A reload has no fragment any more; the field of a page that comes back from history keeps what it had.
  const token = /^#([A-Za-z0-9_-]{22})$/.exec(location.hash)?.[1];
  if (token) field.value = token;
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  const isUsable = field.value !== '';
  form.hidden = !isUsable;
  cut.hidden = isUsable;
}
