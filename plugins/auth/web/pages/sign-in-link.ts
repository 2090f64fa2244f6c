// Runs the page that a mailed link opens: takes the token from behind the # into the form, removes it from the address
// at once, asks whose account it opens, and shows that before the person presses the button.

const form = document.querySelector<HTMLFormElement>('#use');
const field = document.querySelector<HTMLInputElement>('#token');
const cut = document.querySelector<HTMLElement>('#cut');
const failed = document.querySelector<HTMLElement>('#failed');

if (form && field && cut && failed) {
  // After a reload the fragment is gone; on a page restored from history the field still holds the token.
  const token = /^#([A-Za-z0-9_-]{22})$/.exec(location.hash)?.[1];
  if (token) field.value = token;
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  if (field.value === '') cut.hidden = false;
  else
    showAccount(form, field.value).catch(() => {
      failed.hidden = false;
    });
}

/** Shows whose account the link opens. A link that opens none is sent as it is: the server's page says why. */
async function showAccount(use: HTMLFormElement, token: string): Promise<void> {
  const response = await fetch(use.dataset['account'] ?? '', {
    method: 'POST',
    body: new URLSearchParams({ token }),
    cache: 'no-store',
  });
  if (response.status >= 500) throw new Error(`account: ${response.status}`);
  const account: unknown = response.ok ? await response.json() : null;
  if (!isAccount(account)) return use.submit();
  const [name, address] = [use.querySelector('#name'), use.querySelector('#address')];
  if (name) name.textContent = account.name;
  if (address) address.textContent = account.address;
  use.hidden = false;
}

function isAccount(value: unknown): value is { readonly name: string; readonly address: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'address' in value;
}
