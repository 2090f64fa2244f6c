// Tests what a plan allows (row E1) as an Éco user meets it: the composer locks what the plan lacks and says what gives
// it, and My account shows the licence.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Deployment, kDesk, launch, Visitor } from './rig.mjs';

const kAddress = 'marc.tremblay@example.com';
const kWords = {
  fr: {
    sms: /Protection par SMS : votre forfait Éco ne le comprend pas.*Avancé.*6,99\s\$.*super-administrateur/s,
    file: /25 Mo.*Avec le forfait Avancé : 100 Mo.*6,99\s\$/s,
    none: /pas de licence.*super-administrateur/s,
    left: /Il en reste \d+/,
  },
  en: {
    sms: /SMS protection: your plan Eco does not include it.*Advanced.*\$6\.99.*super-administrator/s,
    file: /25 MB.*With the plan Advanced: 100 MB.*\$6\.99/s,
    none: /no licence.*super-administrator/s,
    left: /\d+ left until/,
  },
};

let deployment, browser, key;

before(async () => {
  deployment = await Deployment.start();
  browser = await launch();
  key = JSON.parse(readFileSync(join(deployment.folder, 'data/demo.json'), 'utf8')).api_key;
  buy('eco');
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
});

function buy(plan) {
  deployment.run(
    'subscription',
    'set',
    '--tenant',
    'localhost',
    '--plan',
    plan,
    '--seats',
    '2',
    '--until',
    '2099-12-31',
  );
}

async function call(method, path, body) {
  const answer = await fetch(`${deployment.origin}${path}`, {
    method,
    headers: { 'Authorization': `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return answer.status === 204 ? null : answer.json();
}

async function licence(plan) {
  const { items } = await call('GET', `/api/v1/users?search=${encodeURIComponent(kAddress)}`);
  const user = (items ?? []).find(each => each.address === kAddress)?.id;
  assert.ok(user, 'the person is found');
  await call('POST', plan ? '/api/v1/licences/assign' : '/api/v1/licences/revoke', plan ? { user, plan } : { user });
}

/** Returns what an element shows, with plain spaces. */
const shown = async (page, selector) => (await page.innerText(selector)).replace(/[\u00a0\u202f]/g, ' ');

async function compose(visitor, language) {
  await visitor.page.goto(`${deployment.origin}/messages/new?lang=${language}`);
  await visitor.page.waitForSelector('#composer[data-ready]', { state: 'attached' });
}

for (const language of ['fr', 'en'])
  describe(`an Éco user (${language})`, () => {
    let marc;
    const words = kWords[language];
    before(async () => {
      marc = await Visitor.open(browser, { viewport: kDesk, locale: `${language}-CA` });
      await marc.signIn(deployment, kAddress);
    });

    test('who has no licence reads why they cannot send', async () => {
      await licence(null);
      await compose(marc, language);
      assert.match(await shown(marc.page, '#locked'), words.none);
      assert.ok(await marc.page.isDisabled('#send'));
      await marc.checkBoth(`plan-none-${language}`);
    });

    test('the composer locks SMS and says which plan gives it', async () => {
      await licence('eco');
      await compose(marc, language);
      assert.equal(await marc.page.locator('#locked').count(), 0);
      assert.equal(await marc.page.locator('[data-gate=sms]').count(), 0);
      assert.equal(await marc.page.getAttribute('#gate-sms-locked button', 'aria-disabled'), 'true');
      await marc.page.click('#gate-sms-locked button', { force: true });
      assert.equal(await marc.page.getAttribute('#gate-sms-locked button', 'aria-pressed'), null);
      assert.match(await shown(marc.page, '#gate-sms-plan'), words.sms);
      assert.match(await shown(marc.page, '[data-part=files-limit]'), words.file);
      await marc.checkBoth(`plan-eco-${language}`);
    });

    test('a file of 100 MB is refused, with what would allow it', async () => {
      await marc.page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(100_000_000)], 'plan.bin'));
        const input = document.querySelector('[data-part=files-input]');
        input.files = data.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await marc.page.waitForSelector('[data-part=files-error]:not([hidden])');
      assert.match(await shown(marc.page, '[data-part=files-error]'), words.file);
      assert.equal(await marc.page.locator('[data-part=files] .sx-file').count(), 0);
      await marc.check(`plan-file-${language}`);
    });

    test('My account shows the licence and what is left', async () => {
      await marc.page.goto(`${deployment.origin}/account?lang=${language}`);
      const licence = await shown(marc.page, '#licence-section');
      assert.match(licence, language === 'fr' ? /Éco/ : /Eco/);
      assert.match(licence, words.left);
      await marc.page.locator('#licence-section').scrollIntoViewIfNeeded();
      await marc.checkBoth(`plan-account-${language}`);
      assert.deepEqual(marc.complaints, []);
    });
  });
