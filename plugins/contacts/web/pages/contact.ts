// Names of countries in the page's language; without this script their codes stand there.
const names = new Intl.DisplayNames([document.documentElement.lang], { type: 'region' });
for (const option of document.querySelectorAll<HTMLOptionElement>('#country option')) {
  const [code, prefix] = (option.textContent ?? '').split(' ');
  if (code && prefix) option.textContent = `${names.of(code) ?? code} (${prefix})`;
}
