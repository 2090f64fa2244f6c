// Tests signing in through a company's identity provider: set up by its administrator, with a real provider, required
// of everybody; and what a provider, a thief or another company must not be able to do.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { certificate, LyingProvider, realProvider } from '../support/identity_provider.mjs';
import { Deployment, launch, Visitor } from './rig.mjs';

const [kCamille, kJulie] = ['camille.roy@example.com', 'julie.gagnon@example.com'];
const kBack = '/sign-in/oidc/back';
let folder, tls, deployment, browser, real, lying, camille;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sx-oidc-'));
  tls = certificate(folder);
  deployment = await Deployment.start({
    SX_OIDC_PRIVATE_NETWORKS: '127.0.0.0/8, ::1/128',
    SX_OIDC_CA_FILE: tls.path,
  });
  real = await realProvider(tls, deployment.origin + kBack);
  lying = await LyingProvider.start(tls);
  browser = await launch();
  camille = await Visitor.open(browser);
  await camille.signIn(deployment, kCamille);
});

after(async () => {
  await browser?.close();
  await deployment?.stop();
  real?.close();
  lying?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Fills the page of the provider in and saves it. */
async function setUp({ page }, provider, { required = false, domains = 'example.com', language = 'fr' } = {}) {
  await page.goto(`${deployment.origin}/admin/sign-in?lang=${language}`);
  await page.check('#provider-other');
  await page.fill('#issuer', provider.issuer);
  await page.fill('#client-id', provider.client.id);
  await page.fill('#secret', provider.client.secret);
  await page.fill('#domains', domains);
  await page.setChecked('#is-on', true);
  await page.setChecked('#is-required', required);
  await page.click('form[action="/admin/sign-in"] button[type=submit]');
  await page.waitForSelector('.sx-note-ok');
}

/** Signs in at the real provider, from the button of the sign-in page on. */
async function signInThere({ page }, address, language = 'fr') {
  await page.goto(`${deployment.origin}/sign-in?lang=${language}`);
  await page.click('a[href^="/sign-in/oidc"]');
  await page.fill('input[name=login]', address);
  await page.fill('input[name=password]', 'any');
  await page.click('button[type=submit]');
  await page.waitForSelector('input[name=prompt][value=consent]', { state: 'attached' });
  await page.click('button[type=submit]');
  await page.waitForURL(url => url.origin === deployment.origin);
}

const visitor = more => Visitor.open(browser, { ignoreHTTPSErrors: true, ...more });
const hasSession = async ({ context }) =>
  (await context.cookies()).some(each => each.name.endsWith('sx_session') && each.value !== '');

for (const language of ['fr', 'en'])
  test(`an administrator sets the provider up, and a person signs in through it (${language})`, async () => {
    await camille.page.goto(`${deployment.origin}/admin/sign-in?lang=${language}`);
    await camille.checkBoth(`oidc-provider-${language}`);
    await camille.page.check('#provider-other');
    await camille.page.fill('#issuer', 'http://insecure.example');
    await camille.page.fill('#client-id', 'x');
    await camille.page.fill('#secret', 'x');
    await camille.page.fill('#domains', 'example.com');
    await camille.page.click('form[action="/admin/sign-in"] button[type=submit]');
    await camille.page.waitForSelector('#issuer.is-invalid');
    await camille.checkBoth(`oidc-provider-wrong-${language}`);
    await setUp(camille, real, { language });
    await camille.checkBoth(`oidc-provider-saved-${language}`);
    assert.ok(!(await camille.page.content()).includes(real.client.secret), 'the secret is never shown again');
    assert.equal(await camille.page.inputValue('#secret'), '');

    const julie = await visitor({ locale: `${language}-CA` });
    await julie.page.goto(`${deployment.origin}/sign-in?lang=${language}`);
    await julie.checkBoth(`oidc-sign-in-${language}`);
    await signInThere(julie, kJulie, language);
    assert.ok(await hasSession(julie));
    await julie.page.goto(`${deployment.origin}/account`);
    assert.ok((await julie.page.innerText('main')).includes(kJulie));
    await julie.context.close();
  });

test('an address that the provider does not vouch for signs nobody in, and the page says what to do', async () => {
  await setUp(camille, real);
  for (const [address, said] of [
    ['unverified@example.com', /ne garantit pas/],
    ['nobody@example.com', /Personne n’a cette adresse/],
    ['julie.gagnon@example.org', /n’est pas d’un domaine/],
  ]) {
    const stranger = await visitor();
    await signInThere(stranger, address);
    assert.match(await stranger.page.innerText('main'), said);
    assert.ok(!(await hasSession(stranger)));
    await stranger.checkBoth(`oidc-failed-${address.split('@')[0]}`);
    await stranger.context.close();
  }
});

test('a company that requires its provider offers and accepts nothing else', async () => {
  await setUp(camille, real, { required: true });
  const julie = await visitor();
  await julie.page.goto(`${deployment.origin}/sign-in?lang=fr`);
  assert.equal(await julie.page.locator('a[href^="/sign-in/oidc"]').count(), 1);
  assert.ok(!(await julie.page.isVisible('#address')), 'no address is asked for');
  await julie.checkBoth('oidc-required');
  await signInThere(julie, kJulie);
  assert.ok(await hasSession(julie));
  await julie.context.close();
  await setUp(camille, real);
});

/** Begins a sign-in without a browser. Returns what the provider learns, and the cookie. */
async function begin(headers = {}) {
  const answer = await fetch(`${deployment.origin}/sign-in/oidc?next=/account`, { redirect: 'manual', headers });
  const cookie = answer.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
  assert.equal(answer.status, 303, await answer.text());
  return { cookie, query: new URL(answer.headers.get('location')).searchParams };
}

/** Comes back from the provider. Returns the status and whether a session began. */
async function comeBack(state, cookie, more = '') {
  const path = `${kBack}?code=c&state=${encodeURIComponent(state)}${more}`;
  const answer = await fetch(deployment.origin + path, { redirect: 'manual', headers: cookie ? { cookie } : {} });
  const session = answer.headers.getSetCookie().find(each => each.includes('sx_session=') && !each.includes('=;'));
  return {
    status: answer.status,
    isSignedIn: session !== undefined,
    location: answer.headers.get('location'),
    session,
  };
}

/** Signs in with the token that `make` makes of the nonce. */
async function attempt(make) {
  const { cookie, query } = await begin();
  lying.token = make(query.get('nonce'), query);
  return comeBack(query.get('state'), cookie);
}

const honest =
  (more = {}) =>
  nonce =>
    lying.sign(lying.claims(nonce, kJulie, more));

test('tokens that prove nothing sign nobody in', async () => {
  await setUp(camille, lying);
  const now = Math.floor(Date.now() / 1000);
  const good = await attempt(honest());
  assert.deepEqual([good.status, good.isSignedIn, good.location], [303, true, '/account']);
  for (const algorithm of ['PS256', 'ES256'])
    assert.ok((await attempt(nonce => lying.sign(lying.claims(nonce, kJulie), algorithm))).isSignedIn, algorithm);
  const other = (() => {
    const another = new LyingProvider();
    return another.rsa;
  })();
  const lies = {
    'another nonce': honest({ nonce: 'other' }),
    'no nonce': honest({ nonce: undefined }),
    'another audience': honest({ aud: 'other-client' }),
    'an audience of two': honest({ aud: [lying.client.id, 'other-client'] }),
    'another authorized party': honest({ azp: 'other-client' }),
    'another issuer': honest({ iss: real.issuer }),
    'expired': honest({ exp: now - 120, iat: now - 420 }),
    'made long ago': honest({ iat: now - 3600 }),
    'made in the future': honest({ iat: now + 3600, exp: now + 7200 }),
    'without end': honest({ exp: undefined }),
    'no subject': honest({ sub: undefined }),
    'alg none': nonce => lying.sign(lying.claims(nonce, kJulie), 'none'),
    'alg none with a signature': nonce => `${lying.sign(lying.claims(nonce, kJulie), 'none')}AAAA`,
    'HS256 with the public key': nonce => lying.sign(lying.claims(nonce, kJulie), 'HS256'),
    'a key of its own': nonce => lying.sign(lying.claims(nonce, kJulie), 'RS256', {}, other),
    'a key in its header': nonce =>
      lying.sign(
        lying.claims(nonce, kJulie),
        'RS256',
        { kid: undefined, jwk: other.publicKey.export({ format: 'jwk' }) },
        other,
      ),
    'an unknown extension': nonce => lying.sign(lying.claims(nonce, kJulie), 'RS256', { crit: ['b64'], b64: false }),
    'changed after signing': nonce => {
      const [header, , signature] = lying.sign(lying.claims(nonce, 'owen@example.com')).split('.');
      return [header, Buffer.from(JSON.stringify(lying.claims(nonce, kJulie))).toString('base64url'), signature].join(
        '.',
      );
    },
    'no token': () => undefined,
    'not a token': () => 'a.b.c',
    'unverified mail': honest({ sub: 'new-1', email_verified: false }),
    'mail without a word on it': honest({ sub: 'new-2', email_verified: undefined }),
    'mail of another domain': honest({ sub: 'new-3', email: 'julie.gagnon@example.org' }),
    'a second account with the same mail': honest({ sub: 'new-4' }),
    'a person of another company': honest({ sub: 'new-5', email: 'priya.shah@example.com' }),
  };
  for (const [name, make] of Object.entries(lies)) {
    const { status, isSignedIn } = await attempt(make);
    assert.deepEqual([status, isSignedIn], [403, false], name);
  }
  assert.ok((await attempt(honest())).isSignedIn, 'the honest token still works');
  assert.ok(!deployment.log().includes(lying.client.secret), 'the log holds no secret');
});

test('a state works once, in the browser that began, and only for what it was begun for', async () => {
  await setUp(camille, lying);
  const { cookie, query } = await begin();
  assert.equal(query.get('code_challenge_method'), 'S256');
  assert.equal(query.get('redirect_uri'), deployment.origin + kBack);
  lying.token = honest()(query.get('nonce'));
  const stolen = await begin();
  assert.equal((await comeBack(query.get('state'), stolen.cookie)).status, 403, 'in the browser of a thief');
  assert.equal((await comeBack(query.get('state'), cookie)).status, 403, 'a refused state is used up');

  const fresh = await begin();
  lying.token = honest()(fresh.query.get('nonce'));
  assert.equal((await comeBack(fresh.query.get('state'), '')).status, 403, 'without the cookie');
  const good = await begin();
  lying.token = honest()(good.query.get('nonce'));
  assert.ok((await comeBack(good.query.get('state'), good.cookie)).isSignedIn);
  assert.equal((await comeBack(good.query.get('state'), good.cookie)).status, 403, 'replayed');
  assert.equal((await comeBack('invented', good.cookie)).status, 403);

  const mixed = await begin();
  lying.token = honest()(mixed.query.get('nonce'));
  const named = await comeBack(mixed.query.get('state'), mixed.cookie, `&iss=${encodeURIComponent(real.issuer)}`);
  assert.equal(named.status, 403, 'the reply names another issuer');

  const begunBefore = await begin();
  lying.token = honest()(begunBefore.query.get('nonce'));
  await setUp(camille, real);
  assert.equal((await comeBack(begunBefore.query.get('state'), begunBefore.cookie)).status, 403, 'provider changed');
});

test('the server calls nobody whom it should not, and follows nobody', async () => {
  await setUp(camille, lying);
  const before = lying.requests.length;
  const signedIn = [];
  for (let i = 0; i < 3; ++i) {
    lying.rotate();
    signedIn.push((await attempt(honest())).isSignedIn);
  }
  assert.ok(signedIn.filter(Boolean).length <= 1, 'new keys are read once a minute at most');
  assert.ok(lying.requests.slice(before).filter(each => each.path === '/keys').length <= 1);
  const token = lying.requests.findLast(each => each.path === '/token');
  assert.ok(token.body.includes('code_verifier=') && token.headers.authorization.startsWith('Basic '));

  const { page } = camille;
  const saves = async issuer => {
    await page.goto(`${deployment.origin}/admin/sign-in?lang=fr`);
    await page.check('#provider-other');
    await page.fill('#issuer', issuer);
    await page.fill('#secret', 'secret');
    await page.click('form[action="/admin/sign-in"] button[type=submit]');
    await page.waitForSelector('.sx-note-ok, .is-invalid');
    return (await page.locator('.sx-note-ok').count()) > 0;
  };
  assert.ok(!(await saves('https://169.254.169.254')), 'a private address');
  assert.ok(!(await saves('https://[::ffff:10.0.0.1]')), 'a private address in an IPv6 one');
  lying.metadata = { issuer: real.issuer };
  assert.ok(!(await saves(lying.issuer)), 'a document that names another issuer');
  lying.metadata = { token_endpoint: 'http://localhost/token' };
  assert.ok(!(await saves(lying.issuer)), 'an endpoint without TLS');
  lying.metadata = {};
  lying.special = (path, response) => {
    response.writeHead(302, { location: `${real.issuer}${path}` });
    response.end();
    return true;
  };
  assert.ok(!(await saves(lying.issuer)), 'a redirect');
  lying.special = (path, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"a":"${'x'.repeat(400_000)}"}`);
    return true;
  };
  assert.ok(!(await saves(lying.issuer)), 'a document without end');
  lying.special = undefined;
  await page.goto(`${deployment.origin}/admin/sign-in?lang=fr`);
  await page.check('#provider-other');
  await page.fill('#issuer', real.issuer);
  await page.click('form[action="/admin/sign-in"] button[type=submit]');
  await page.waitForSelector('#secret.is-invalid');
  assert.ok(await saves(lying.issuer));
});
