// Tests what people see of limits of sums: the administrators' page, and the words of a refusal (findings F5 and F7).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { nodeClient } from './node-client.mjs';
import { Deployment, launch, Visitor } from './rig.mjs';

let deployment, browser, admin;

before(async () => {
  deployment = await Deployment.start({
    SX_PLUGINS_SETTINGS_MESSAGES_PERSON_HOUR: '3',
    SX_PLUGINS_SETTINGS_MESSAGES_ANSWERS_LINK: '1',
  });
  browser = await launch();
  admin = await Visitor.open(browser);
  await admin.signIn(deployment, 'camille.roy@example.com');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

test('F5: administrators see what is used, by whom, and where it ends', async () => {
  const { page } = admin;
  await page.goto(`${deployment.origin}/admin/quotas?lang=fr&quota=mail.person_hour`);
  await admin.checkBoth('quotas-empty');
  const client = await nodeClient(deployment);
  for (let i = 0; i < 2; i++) await client.sender().send(client.letter([], {}));
  await page.goto(`${deployment.origin}/messages?lang=fr`);
  await page.click('nav a[href="/admin/quotas"]');
  await page.waitForURL(/\/admin\/quotas/);
  assert.match(await page.innerText('#company + *, section'), /Messages, par jour/);
  await page.selectOption('select[name=quota]', 'messages.person_hour');
  await page.click('form.sx-toolbar button');
  await page.waitForURL(/quota=messages\.person_hour/);
  assert.match(await page.innerText('main'), /Camille Roy[\s\S]*2 sur 3/);
  await admin.checkBoth('quotas');
  await page.goto(`${deployment.origin}/admin/quotas?lang=en&quota=messages.person_hour&q=nobody`);
  await admin.checkBoth('quotas-none-en');
});

test('F7: the composer says which limit is reached and when it ends, and keeps what was written', async () => {
  const { page } = admin;
  const write = async () => {
    await page.goto(`${deployment.origin}/messages/new?lang=fr`);
    await page.waitForSelector('#advice[data-ready]', { state: 'attached' });
    await page.fill('#recipient', 'louis@exemple.com');
    await page.press('#recipient', 'Enter');
    await page.fill('#subject', 'Dossier');
    await page.click('#body');
    await page.keyboard.type('Bonjour');
    await page.click('#send');
  };
  await write();
  await page.waitForSelector('#done:not([hidden])', { timeout: 120_000 });
  await write();
  await page.waitForSelector('text=/autant de messages.*dans \\d+ minutes?/');
  assert.match(await page.innerText('main'), /autant de messages.*dans \d+\sminutes?.*\(\d+\sh\s\d\d/);
  assert.match(await page.innerText('#body'), /Bonjour/);
  await admin.checkBoth('composer-limited');
});
