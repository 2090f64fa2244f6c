// Runs the page that a mailed link opens: takes the token from behind the # into the form, removes it from the address
// at once, asks whose account it opens, and shows that before the person presses the button.

const form = document.querySelector<HTMLFormElement>('#use');
const field = document.querySelector<HTMLInputElement>('#token');
const notes = {
  cut: document.querySelector<HTMLElement>('#cut'),
  failed: document.querySelector<HTMLElement>('#failed'),
  // On the page only if somebody is signed in, who came back to it.
  already: document.querySelector<HTMLElement>('#already'),
};

if (form && field) {
  takeLink(form, field);
  // Who pastes the whole link after a part of it changes only what follows the #.
  addEventListener('hashchange', () => {
    if (location.hash) takeLink(form, field);
  });
}

function takeLink(use: HTMLFormElement, token: HTMLInputElement): void {
  const given = location.hash;
  // After a reload the fragment is gone; on a page restored from history the field still holds the token.
  if (given) token.value = /^#([A-Za-z0-9_-]{22})$/.exec(given)?.[1] ?? '';
  if (given) history.replaceState(null, '', location.pathname + location.search);
  use.hidden = true;
  if (token.value === '') show(given ? 'cut' : notes.already ? 'already' : 'cut');
  else {
    show();
    showAccount(use, token).catch(() => show('failed'));
  }
}

function show(name?: keyof typeof notes): void {
  for (const [each, note] of Object.entries(notes)) if (note) note.hidden = each !== name;
}

/** Shows whose account the link opens. A link that opens none is sent as it is: the server's page says why. */
async function showAccount(use: HTMLFormElement, token: HTMLInputElement): Promise<void> {
  const asked = token.value;
  const response = await fetch(use.dataset['account'] ?? '', {
    method: 'POST',
    body: new URLSearchParams({ token: asked }),
    cache: 'no-store',
  });
  if (response.status >= 500) throw new Error(`account: ${response.status}`);
  const account: unknown = response.ok ? await response.json() : null;
  if (token.value !== asked) return; // another link was pasted meanwhile
  if (!isAccount(account)) return use.submit();
  const [name, address] = [use.querySelector('#name'), use.querySelector('#address')];
  if (name) name.textContent = account.name;
  if (address) address.textContent = account.address;
  use.hidden = false;
}

function isAccount(value: unknown): value is { readonly name: string; readonly address: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'address' in value;
}
