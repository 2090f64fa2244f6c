// Tests row I4: links that mail programs, link protection and people altered still work, and reading them uses up no
// open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { codeIn, Deployment, launch, linksOf, Visitor } from './rig.mjs';

let deployment, browser, sender, letter, wire;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  ({ sender, letter, wire } = await nodeClient(deployment));
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

async function sent() {
  const done = await sender().send(letter([]));
  const { link, code } = done.recipients[0];
  const [address, fragment] = link.split('#');
  return { id: done.id, link, code, address, fragment, key: fragment.slice(3), token: address.split('/m/')[1] };
}

const opensLeft = async id =>
  (await wire().json('GET', `/api/v1/messages/${id}`, undefined, { tries: 3, longestSeconds: 1 })).recipients[0]
    .opens_left;

/** Collects the requests of a page's scripts. Leaves out navigations, which are the person's own. */
function listen(page) {
  const asked = [];
  page.on('request', each => {
    if (!each.isNavigationRequest()) asked.push(each.url() + JSON.stringify(each.headers()) + (each.postData() ?? ''));
  });
  return asked;
}

const kFollowed = {
  '# as %23': ({ address, fragment }) => `${address}%23${fragment}`,
  '# as %2523': ({ address, fragment }) => `${address}%2523${fragment}`,
  'full stop behind it': ({ link }) => `${link}.`,
  'bracket behind it': ({ link }) => `${link})`,
  'angle bracket behind it': ({ link }) => `${link}%3E`,
  'tracking parameters': ({ address, fragment }) => `${address}?utm_source=courriel&fbclid=IwAR0#${fragment}`,
  'tracking parameters behind the key': ({ link }) => `${link}&utm_source=courriel`,
  'key in a parameter': ({ address, fragment }) => `${address}?fragment=${fragment}`,
  'key twice': ({ link, fragment }) => `${link}#${fragment}`,
  'key in path and fragment': ({ address, fragment }) => `${address}%23${fragment}#${fragment}`,
  'prefix lost': ({ address, key }) => `${address}#${key}`,
  'entity': ({ address, fragment }) => `${address}&#35;${fragment}`,
};

test('I4: altered addresses open, and the key leaves the address bar', async () => {
  const told = await sent();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  for (const [name, alter] of Object.entries(kFollowed)) {
    await page.goto('about:blank');
    await page.goto(alter(told));
    await page.waitForSelector(
      '#read[data-state=gate], #read[data-state=paste], #read[data-state=refused], #read[data-state=failed]',
    );
    assert.equal(await page.getAttribute('#read', 'data-state'), 'gate', name);
    assert.equal(page.url(), told.address, name);
  }
  assert.equal(await opensLeft(told.id), 1);
  await page.fill('#code', told.code);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  assert.ok(!deployment.log().includes(told.key), 'the key stands in the log');
  await reader.close();
});

const v2 = text =>
  encodeURIComponent(text)
    .replace(/[-_]/g, each => `-${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, '_')
    .replace(/%/g, '-');
const kPasted = {
  'the link': ({ link }) => link,
  'the key of the mail': ({ token, fragment }) => `${token}#${fragment}`,
  'the key alone': ({ fragment }) => fragment,
  'brackets and a full stop': ({ link }) => ` <${link}>.`,
  'guillemets': ({ link }) => `« ${link} »`,
  'a line break': ({ link }) => `${link.slice(0, 60)}\r\n${link.slice(60)}`,
  'a soft line break': ({ link }) => `${link.slice(0, 60)}=\r\n${link.slice(60)}`,
  'an entity': ({ link }) => link.replace('#', '&#35;'),
  'capitals in the host': ({ link }) => link.replace('http://localhost', 'HTTP://LOCALHOST'),
  'no scheme': ({ link }) => link.replace('http://', ''),
  'Safe Links': ({ link }) =>
    `https://can01.safelinks.protection.outlook.com/?url=${encodeURIComponent(link)}` +
    '&amp;data=05%7C02%7C&amp;sdata=x%3D&amp;reserved=0',
  'Safe Links with the key behind it': ({ address, fragment }) =>
    `https://can01.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&data=05&reserved=0#${fragment}`,
  'URL Defense v2': ({ link }) => `https://urldefense.proofpoint.com/v2/url?u=${v2(link)}&d=DwMFaQ&c=x&r=y&m=z&s=s&e=`,
  'URL Defense v3': ({ link }) => `https://urldefense.com/v3/__${link.replace('#', '*')}__;Iw!!BhdT9k!Qs7f0$`,
  'Barracuda': ({ link }) => `https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(link)}&c=E,1,abc,&typo=1`,
  'Sophos': ({ link }) =>
    `https://ca-central-1.protection.sophos.com/?d=example.com&u=${Buffer.from(link).toString('base64')}&i=NWY=&t=x`,
  'one wrapper in another': ({ link }) => {
    const inner = `https://urldefense.com/v3/__${link.replace('#', '*')}__;Iw!!BhdT9k!Q$`;
    return `https://can01.safelinks.protection.outlook.com/?url=${encodeURIComponent(inner)}&data=05`;
  },
};

test('I4: where the fragment is gone, whatever is pasted is read in the browser', async () => {
  const told = await sent();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  const asked = listen(page);
  await page.goto(told.address);
  await page.waitForSelector('#read[data-state=paste]');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'paste');
  await reader.checkBoth('read-paste');
  for (const [name, alter] of Object.entries(kPasted)) {
    await page.goto(told.address);
    await page.waitForSelector('#read[data-state=paste]');
    await page.evaluate(text => navigator.clipboard.writeText(text), alter(told));
    await page.focus('#paste');
    await page.keyboard.press('Control+V');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#read[data-state=gate], #paste-error:not([hidden]), #read[data-state=refused]');
    assert.equal(await page.getAttribute('#read', 'data-state'), 'gate', name);
  }
  assert.ok(asked.length > 20 && asked.every(each => !each.includes(told.key)), 'the key left the browser');
  assert.equal(await opensLeft(told.id), 1);
  await reader.close();
});

test('I4: what nothing brings back is said, and so is what to do', async () => {
  const told = await sent();
  const reader = await Visitor.open(browser);
  const { page } = reader;
  const says = async (text, words) => {
    await page.fill('#paste', text);
    await page.press('#paste', 'Enter');
    await page.waitForFunction(
      sought => new RegExp(sought).test(document.querySelector('#paste-error:not([hidden])')?.textContent ?? ''),
      words,
    );
  };
  await page.goto(told.address);
  await page.waitForSelector('#read[data-state=paste]');
  await says('bonjour', 'n’est pas le lien');
  await says(told.link.slice(0, -3), 'n’a plus sa clé');
  await says('https://protect-us.mimecast.com/s/AbCdEf?domain=exemple.com', 'autre site');
  await says(told.link.toLowerCase(), 'majuscules');
  await reader.checkBoth('read-paste-case');
  await page.goto(`${told.link.toLowerCase()}?lang=en`);
  await page.waitForSelector('#paste-error:not([hidden])');
  assert.ok(!page.url().includes('k1_'), page.url());
  await page.fill('#paste', `${told.token}#${told.fragment}`);
  await page.press('#paste', 'Enter');
  await page.waitForSelector('#read[data-state=gate]');
  assert.equal(page.url(), told.address);
  await reader.close();
});

test('I4: the key that the mail shows opens a link whose fragment was dropped', async () => {
  await sender().send(
    letter([], { delivery: 'mail', language: 'en', recipients: [{ address: 'marina@exemple.com', password: null }] }),
  );
  const mail = await deployment.mail('marina@exemple.com');
  const key = /^[\w-]{22}#k1_[\w-]{43}$/m.exec(mail.text)[0];
  assert.ok(mail.html.includes(`>${key}<`), mail.html);
  const reader = await Visitor.open(browser, { locale: 'en-CA' });
  const { page } = reader;
  await page.goto(
    linksOf(mail)
      .find(link => link.includes('#k1_'))
      .split('#')[0],
  );
  await page.waitForSelector('#read[data-state=paste]');
  await reader.checkBoth('read-paste-en');
  await page.fill('#paste', key);
  await page.press('#paste', 'Enter');
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', codeIn(mail));
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  await reader.close();
});
