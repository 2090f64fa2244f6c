// Improves every page, each of which also works without it: theme, menus, dialogs, revealing of secrets, times in the
// reader's zone. Data attributes mark what it acts on; templates/README.md lists them.

const all = <T extends HTMLElement>(selector: string): T[] => [...document.querySelectorAll<T>(selector)];

// Switches the theme and remembers it in a cookie.
function keepTheme(): void {
  const root = document.documentElement;
  const buttons = all<HTMLButtonElement>('[data-sx-theme]');
  const mark = (): void =>
    buttons.forEach(button =>
      button.setAttribute(
        'aria-pressed',
        String((button.dataset['sxTheme'] ?? '') === (root.dataset['bsTheme'] ?? '')),
      ),
    );
  buttons.forEach(button =>
    button.addEventListener('click', () => {
      const theme = button.dataset['sxTheme'] ?? '';
      const [prefix, secure] = location.protocol === 'https:' ? ['__Host-', ';secure'] : ['', ''];
      document.cookie = `${prefix}sx_theme=${theme};path=/;samesite=lax;max-age=${theme ? 31_536_000 : 0}${secure}`;
      if (theme) root.dataset['bsTheme'] = theme;
      else delete root.dataset['bsTheme'];
      mark();
    }),
  );
  all('[data-sx-theme-choice]').forEach(choice => {
    choice.hidden = false;
  });
  mark();
}

// Closes an open menu on a click outside it or on Escape.
function closeMenus(): void {
  const menus = all<HTMLDetailsElement>('details[data-sx-menu]');
  document.addEventListener('click', event =>
    menus.forEach(menu => {
      if (menu.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    }),
  );
  document.addEventListener('keydown', event =>
    menus.forEach(menu => {
      if (event.key !== 'Escape' || !menu.open) return;
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }),
  );
}

// <a href="#ID" data-sx-dialog>: opens the page's dialog as a modal. Without a script the dialog shows in the page.
function openDialogs(): void {
  all<HTMLAnchorElement>('a[data-sx-dialog]').forEach(link =>
    link.addEventListener('click', event => {
      const dialog = document.querySelector(link.hash);
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      dialog.addEventListener('close', () => link.focus(), { once: true });
      dialog.showModal();
      dialog.querySelector<HTMLElement>('[autofocus], [data-sx-close]')?.focus();
    }),
  );
  all('[data-sx-close]').forEach(button =>
    button.addEventListener('click', event => {
      const dialog = button.closest('dialog');
      if (!dialog?.open) return;
      event.preventDefault();
      dialog.close();
    }),
  );
}

// <button data-sx-reveal="INPUT" data-show="…" data-hide="…" hidden>: shows and hides a password.
function revealSecrets(): void {
  all<HTMLButtonElement>('[data-sx-reveal]').forEach(button => {
    const input = document.getElementById(button.dataset['sxReveal'] ?? '');
    if (!(input instanceof HTMLInputElement)) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      const shows = input.type === 'password';
      input.type = shows ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shows));
      button.setAttribute('aria-label', (shows ? button.dataset['hide'] : button.dataset['show']) ?? '');
    });
  });
}

// Adds each time in the reader's own zone as a title, because the page writes it in a zone that it names.
function localTimes(): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'long' });
  all<HTMLTimeElement>('time[data-sx-local]').forEach(time => {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.title = format.format(at);
  });
}

// <button data-sx-copy="ID" data-done="Copié" hidden>: copies the element's value or text.
function copyButtons(): void {
  all<HTMLButtonElement>('[data-sx-copy]').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', () => {
      const from = document.getElementById(button.dataset['sxCopy'] ?? '');
      const text = from instanceof HTMLInputElement ? from.value : (from?.textContent ?? '');
      void navigator.clipboard.writeText(text).then(() => toast(button.dataset['done'] ?? ''));
    });
  });
}

// <button data-sx-copy-list="URL" hidden>: copies the list that the URL answers with, all pages of it. The clipboard gets
// a promise, because some browsers allow no copying once an answer has been waited for.
function copyLists(): void {
  all<HTMLButtonElement>('[data-sx-copy-list]').forEach(button => {
    const { sxCopyList: url = '', done = '', busy = '', failed = '' } = button.dataset;
    const label = button.querySelector('span');
    if (!label || typeof ClipboardItem === 'undefined') return;
    const word = label.textContent;
    button.hidden = false;
    button.addEventListener('click', () => {
      const list = fetch(url, { credentials: 'same-origin', cache: 'no-store' }).then(async answer => {
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        return new Blob([await answer.text()], { type: 'text/plain' });
      });
      button.disabled = true;
      label.textContent = busy;
      navigator.clipboard
        .write([new ClipboardItem({ 'text/plain': list })])
        .then(
          () => {
            label.textContent = word;
            toast(done);
          },
          () => {
            label.setAttribute('role', 'alert');
            label.textContent = failed;
          },
        )
        .finally(() => {
          button.disabled = false;
        });
    });
  });
}

// Shows a short notice. A page's own script calls document.dispatchEvent(new CustomEvent('sx:toast', { detail: text
// })).
// Do not show errors this way.
function toast(text: string): void {
  if (!text) return;
  const box = document.createElement('div');
  box.className = 'sx-toast';
  box.setAttribute('role', 'status');
  box.textContent = text;
  document.body.append(box);
  const leave = (): void => {
    if (!box.matches(':hover, :focus-within')) box.remove();
    else setTimeout(leave, 1000);
  };
  setTimeout(leave, 6000);
}

// Takes two quick presses for one: the second of a double click may meet another button than the first, which took its
// place or is in a dialog that the first opened; and a key that is held down presses once.
function pressOnce(): void {
  const kPressed = 'button, a, summary, input, select, [role="button"]';
  let first: Element | null = null;
  document.addEventListener(
    'click',
    event => {
      const pressed = event.target instanceof Element ? event.target.closest(kPressed) : null;
      if (event.detail <= 1) first = pressed;
      if (event.detail <= 1 || !pressed || pressed === first) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener(
    'keydown',
    event => {
      const isButton = event.target instanceof Element && event.target.matches(kPressed);
      if (event.repeat && isButton && event.key === 'Enter') event.preventDefault();
    },
    true,
  );
}

// Writes the domains of addresses in ASCII, as some browsers do by themselves: the server takes no other.
function asciiDomains(): void {
  document.addEventListener('change', event => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.type !== 'email') return;
    const [, name, domain = ''] = /^(.+@)([^@/?#:]*[^\0-\x7f][^@/?#:]*)$/.exec(field.value.trim()) ?? [];
    if (name && URL.canParse(`http://${domain}`)) field.value = name + new URL(`http://${domain}`).hostname;
  });
}

// Keeps the query and the fragment on the link to the other language. The fragment of a message's link holds its key;
// it still never leaves the browser.
function keepAddress(): void {
  all<HTMLAnchorElement>('a[data-sx-keep-address]').forEach(link => {
    const language = new URL(link.href).searchParams.get('lang') ?? '';
    link.addEventListener('click', () => {
      const here = new URL(location.href);
      here.searchParams.set('lang', language);
      link.href = here.href;
    });
  });
}

// Submits each form only once; <button data-busy="Envoi…"> changes its label meanwhile. Listens on the document, so
// that a page's own script can prevent the submit first (and submit later itself).
function sendOnce(): void {
  const faces = new Map<HTMLButtonElement, Node[]>();
  document.addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post' || event.defaultPrevented) return;
    if (form.dataset['sxSent']) {
      event.preventDefault();
      return;
    }
    form.dataset['sxSent'] = 'yes';
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    button.setAttribute('aria-busy', 'true');
    if (!button.dataset['busy']) return;
    faces.set(button, [...button.childNodes]);
    button.textContent = button.dataset['busy'];
  });
  addEventListener('pageshow', event => {
    if (!event.persisted) return;
    all<HTMLFormElement>('form[data-sx-sent]').forEach(form => {
      delete form.dataset['sxSent'];
      form.querySelectorAll<HTMLButtonElement>('button[aria-busy]').forEach(button => {
        button.removeAttribute('aria-busy');
        const face = faces.get(button);
        if (face) button.replaceChildren(...face);
      });
    });
  });
}

// <select data-sx-countries>: turns "CA +1" into "Canada (+1)", in the page's language, also inside <template>
// elements.
function nameCountries(): void {
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: 'region' });
  for (const root of [document, ...all<HTMLTemplateElement>('template').map(template => template.content)])
    for (const option of root.querySelectorAll<HTMLOptionElement>('select[data-sx-countries] option')) {
      const [code, prefix] = (option.textContent ?? '').split(' ');
      if (code && prefix) option.textContent = `${names.of(code) ?? code} (${prefix})`;
    }
}

// <form data-sx-guard>: asks before the person leaves the page with unsaved changes.
function guardForms(): void {
  all<HTMLFormElement>('form[data-sx-guard]').forEach(form => {
    let isChanged = false;
    form.addEventListener('input', () => {
      isChanged = true;
    });
    form.addEventListener('submit', () => {
      isChanged = false;
    });
    addEventListener('beforeunload', event => {
      if (isChanged) event.preventDefault();
    });
  });
}

// [data-sx-banner]: goes when its form is sent, without leaving the page, where something may be half written.
function dismissBanners(): void {
  all('[data-sx-banner]').forEach(banner =>
    banner.querySelector('form')?.addEventListener('submit', event => {
      if (!(event.target instanceof HTMLFormElement)) return;
      event.preventDefault();
      const body = new URLSearchParams();
      new FormData(event.target).forEach((value, name) => body.append(name, String(value)));
      void fetch(event.target.action, { method: 'POST', body, redirect: 'manual' });
      banner.remove();
    }),
  );
}

keepTheme();
dismissBanners();
pressOnce();
asciiDomains();
closeMenus();
openDialogs();
revealSecrets();
localTimes();
copyButtons();
copyLists();
keepAddress();
sendOnce();
nameCountries();
guardForms();
document.addEventListener('sx:toast', event => {
  if (event instanceof CustomEvent) toast(String(event.detail));
});
document.querySelector<HTMLElement>('[data-sx-focus]')?.focus();
