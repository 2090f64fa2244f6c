// Row A12: the link by SMS from the composer to a phone, its code another way; and sending it again (A13).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Deployment, kPhone, launch, until, Visitor } from './rig.mjs';

const kSender = 'camille.roy@example.com';
let deployment, browser, sender;

before(async () => {
  deployment = await Deployment.start({ SX_SMS_PER_NUMBER_HOUR: '3' });
  browser = await launch();
  sender = await Visitor.open(browser);
  await sender.signIn(deployment, kSender);
  sender.page.on('dialog', dialog => dialog.accept()); // a code that was not copied
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

const kLink = /https?:\/\/\S+\/m\/\S+#k1_\S+$/;
const textsTo = async digits =>
  (await (await fetch(`${deployment.origin}/dev/postbox.json`)).json())
    .filter(mail => mail.kind === 'sms' && JSON.stringify(mail.to).includes(digits))
    .map(mail => mail.text);
const linkTo = async digits =>
  kLink.exec(
    (
      await until('the text', async () => {
        const all = await textsTo(digits);
        return all.length > 0 ? all : null;
      })
    )[0],
  )[0];

async function compose(addresses, language = 'fr') {
  const { page } = sender;
  await page.goto(`${deployment.origin}/messages/new?lang=${language}`);
  await page.waitForSelector('#composer[data-ready]');
  for (const address of addresses) {
    await page.fill('#recipient', address);
    await page.press('#recipient', 'Enter');
  }
  await page.fill('#subject', 'Dossier médical');
  await page.click('#body');
  await page.keyboard.type('Voici vos résultats.');
  await page.selectOption('#delivery', 'sms');
  return page;
}

test('A12: the link goes by SMS, the sender gets the code, and the recipient reads on a phone', async () => {
  const page = await compose(['louis@exemple.com', 'nadia@exemple.com']);
  assert.match(await page.innerText('#delivery-hint'), /sans le code d’ouverture/);
  assert.match(await page.innerText('#consequence'), /par SMS/);
  await page.fill('#mobile-0', '514 555-0161');
  await sender.checkBoth('composer-delivery-sms');
  // A code to the phone that has the link is no protection.
  await page.click('#gate-sms');
  assert.equal(await page.inputValue('#delivery'), 'mail');
  assert.ok(await page.locator('#delivery option[value=sms]').isDisabled());
  await page.click('#gate-sms');
  await page.selectOption('#delivery', 'sms');
  assert.equal(await page.inputValue('#mobile-0'), '514 555-0161');
  // Nor does the link leave bare.
  await page.click('#gate-code');
  await page.click('#send');
  await page.waitForSelector('#summary:not([hidden])');
  const summary = await page.innerText('#summary-list');
  assert.match(summary, /nadia@exemple\.com/);
  assert.match(summary, /code d’ouverture ou un mot de passe/);
  await page.click('#gate-code');
  await page.fill('#mobile-1', '514 555-0162');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');
  await sender.checkBoth('done-sms');
  const codes = await page
    .locator('#done-recipients [data-part=code]')
    .evaluateAll(fields => fields.map(field => field.value));
  assert.equal(codes.length, 2);
  assert.equal(await page.locator('#done-recipients [data-part=link]:visible').count(), 0);
  const [text] = await until('the text', async () => {
    const all = await textsTo('0162');
    return all.length > 0 ? all : null;
  });
  assert.match(text, /^Camille Roy vous envoie un message confidentiel/);
  assert.match(text, /au nom de Notaires Boréal\./);
  assert.ok(!text.includes(codes[1]));
  assert.equal((await deployment.mails('nadia@exemple.com')).length, 0);

  const phone = await Visitor.open(browser, { viewport: kPhone, isMobile: true, hasTouch: true });
  await phone.page.goto(await linkTo('0162'));
  await phone.page.waitForSelector('#read[data-state=gate]');
  await phone.check('gate-of-sms-link-390');
  await phone.page.fill('#code', codes[0]);
  await phone.page.click('#open');
  await phone.page.waitForSelector('#code-error:not([hidden])');
  await phone.page.fill('#code', codes[1]);
  await phone.page.click('#open');
  await phone.page.waitForSelector('#read[data-state=reading]');
  assert.equal(await phone.page.innerText('#body'), 'Voici vos résultats.');
  await phone.close();

  await page.click('#done-detail');
  await page.waitForSelector('#message');
  await until('the register', async () => {
    await page.reload();
    return /Lien remis à l’opérateur de SMS/.test(await page.innerText('main'));
  });
  await sender.checkBoth('detail-sms');
});

test('A13: the text is sent again from the detail, with the same code', async () => {
  const page = await compose(['again@exemple.com']);
  await page.fill('#mobile-0', '514 555-0163');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');
  const code = await page.inputValue('#done-recipients [data-part=code]');
  await linkTo('0163');
  await page.click('#done-detail');
  await page.waitForSelector('[data-part=resend]:visible');
  await page.click('[data-part=resend]');
  await until('the notice to be sent again', async () =>
    (await page.innerText('[data-part=resend-state]')).includes(code),
  );
  const texts = await until('the second text', async () => {
    const all = await textsTo('0163');
    return all.length > 1 ? all : null;
  });
  assert.equal(texts[0], texts[1]);
});

test('A12: a limit names the recipient whose text it refuses, and nobody gets anything', async () => {
  for (let turn = 0; turn < 3; turn++) {
    const page = await compose([`turn${turn}@exemple.com`], 'en');
    await page.fill('#mobile-0', '514 555-0164');
    await page.click('#send');
    await page.waitForSelector('#done:not([hidden])');
  }
  await until('the texts', async () => (await textsTo('0164')).length === 3);
  const page = await compose(['first@exemple.com', 'second@exemple.com'], 'en');
  await page.fill('#mobile-0', '514 555-0165');
  await page.fill('#mobile-1', '514 555-0164');
  await page.click('#send');
  await page.waitForSelector('#mobile-1[aria-invalid=true]');
  await sender.checkBoth('composer-sms-limited');
  assert.equal((await textsTo('0165')).length, 0);
  // Another delivery goes at once.
  await page.selectOption('#delivery', 'mail');
  await page.click('#send');
  await page.waitForSelector('#done:not([hidden])');
  await deployment.mail('second@exemple.com');
});
