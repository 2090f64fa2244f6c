// Runs the page that a mailed link opens: takes the token from behind the # into the form, removes it from the address
// at once, and sends it only when the person presses the button.

const form = document.querySelector<HTMLFormElement>('#use');
const field = document.querySelector<HTMLInputElement>('#token');
const cut = document.querySelector<HTMLElement>('#cut');

if (form && field && cut) {
  // After a reload the fragment is gone; on a page restored from history the field still holds the token.
  const token = /^#([A-Za-z0-9_-]{22})$/.exec(location.hash)?.[1];
  if (token) field.value = token;
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  const isUsable = field.value !== '';
  form.hidden = !isUsable;
  cut.hidden = isUsable;
}
