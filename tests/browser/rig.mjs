// Starts a demo deployment and a browser, and does the few things that every browser test needs.
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { htmlFaults } from './html.mjs';

/** Is the repository's root. */
export const kRoot = resolve(fileURLToPath(import.meta.url), '../../..');
/** Is the folder of the programs under test. */
export const kBin = process.env.SX_BIN ?? join(kRoot, 'build/bin');
/** Is the window of a phone. */
export const kPhone = { width: 390, height: 844 };
/** Is the window of a desktop. */
export const kDesk = { width: 1440, height: 900 };

/** Calls `ask` until it returns something; fails after `seconds`. */
export async function until(what, ask, seconds = 90) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `waited ${seconds} s for ${what}`);
    await new Promise(go => setTimeout(go, 50));
  }
}

// A sign-in solves an anti-robot challenge; sign-in.test.mjs solves a larger one.
const kLittleWork = { SX_AUTH_PROOF_WORK: '200' };

/** Runs sxserver with the demo companies, on a free port, in a temporary folder. */
export class Deployment {
  /** Creates the demo and starts the server. @param place the programs and configuration of another installation. */
  static async start(environment = {}, place = { bin: kBin, config: join(kRoot, 'config/demo.yaml') }) {
    const folder = mkdtempSync(join(tmpdir(), 'sx-browser-'));
    const port = await freePort();
    const deployment = new Deployment(
      folder,
      port,
      { ...process.env, SX_PORT: String(port), SX_DATA: join(folder, 'data'), ...kLittleWork, ...environment },
      place,
    );
    deployment.run('demo');
    await deployment.serve();
    return deployment;
  }

  constructor(folder, port, environment, place) {
    Object.assign(this, { folder, port, environment, place, origin: `http://localhost:${port}`, process: null });
  }

  /** Runs a command of sxserver and returns what it printed. */
  run(...words) {
    return execFileSync(join(this.place.bin, 'sxserver'), [...words, '--config', this.place.config], {
      env: this.environment,
      encoding: 'utf8',
    });
  }

  /** Starts the server and waits until it answers. */
  async serve() {
    endWithUs(() => this.process?.kill('SIGKILL'));
    const log = openSync(join(this.folder, 'server.log'), 'a');
    this.process = spawn(join(this.place.bin, 'sxserver'), ['serve', '--config', this.place.config], {
      env: this.environment,
      stdio: ['ignore', log, log],
    });
    await until('the server', () =>
      fetch(`${this.origin}/sign-in`).then(
        answer => answer.ok,
        () => false,
      ),
    );
  }

  /** Kills the server at once, as a power loss would; serve() starts it again. */
  async kill() {
    const ended = new Promise(go => this.process.once('exit', go));
    this.process.kill('SIGKILL');
    await ended;
  }

  /** Stops the server and deletes its folder. */
  async stop() {
    const ended = new Promise(go => this.process.once('exit', go));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Returns the server's log. */
  log() {
    const path = join(this.folder, 'server.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Returns the mails to an address, newest first. */
  async mails(address) {
    const all = await (await fetch(`${this.origin}/dev/postbox.json`)).json();
    return all.filter(mail => JSON.stringify(mail.to).includes(address));
  }

  /** Waits for a mail to an address that fits, and returns the newest. */
  mail(address, fits = () => true) {
    return until(`a mail to ${address}`, async () => (await this.mails(address)).find(fits));
  }

  /** Writes a file into the deployment's folder and returns its path. */
  async file(name, bytes) {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }
}

const options = more => ({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', ...more],
  headless: true,
});

/** Starts a browser whose contexts are private windows. */
export function launch(...more) {
  return chromium.launch(options(more));
}

/** Opens an ordinary window, whose pages store on disk, in `folder`. */
export function launchWindow(folder, more = {}) {
  return chromium.launchPersistentContext(folder, {
    ...options([]),
    ...kVisit,
    viewport: kDesk,
    locale: 'fr-CA',
    ...more,
  });
}

const kVisit = { acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] };

/** Runs one person's browser, with its own storage. Its pages' errors are collected, and `check` fails on them. */
export class Visitor {
  /** Opens a new private window. */
  static async open(browser, { viewport = kDesk, locale = 'fr-CA', ...more } = {}) {
    return Visitor.of(await browser.newContext({ viewport, locale, ...kVisit, ...more }));
  }

  /** Opens another page in a context. */
  static async of(context) {
    context.setDefaultTimeout(90_000); // a loaded machine is slow, not broken
    return new Visitor(context, await context.newPage());
  }

  constructor(context, page) {
    Object.assign(this, { context, page, complaints: [], served: null });
    page.on('response', answer => {
      if (
        answer.frame() === page.mainFrame() &&
        answer.request().resourceType() === 'document' &&
        answer.status() !== 303
      )
        this.served = answer.text().catch(() => null); // a page that was left at once has no text any more
    });
    page.on('pageerror', error => this.complaints.push(String(error)));
    page.on('console', message => {
      // The browser logs every refused request; the tests check refusals themselves.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        this.complaints.push(message.text());
    });
  }

  /** Signs in through the mailed link. */
  async signIn(deployment, address) {
    const { page } = this;
    await page.goto(`${deployment.origin}/sign-in`);
    await page.fill('#address', address);
    await page.check('#human');
    await page.waitForSelector('[data-robot-done]:not([hidden])');
    const asked = new Date().toISOString();
    await page.click('form[data-sign-in] button[type=submit]');
    const mail = await deployment.mail(
      address,
      found => found.at >= asked && linksOf(found).some(link => link.includes('/sign-in/')),
    );
    await page.goto(linksOf(mail).find(link => link.includes('/sign-in/')));
    const confirm = page.locator('main form[method=post] button[type=submit]').first();
    if ((await confirm.count()) > 0)
      await Promise.all([page.waitForURL(url => !url.pathname.startsWith('/sign-in')), confirm.click()]);
  }

  /** Checks that axe finds nothing, that the page came as valid HTML, is as wide as its window and logged no error. */
  async check(name) {
    const served = await this.served;
    if (served) assert.deepEqual(await htmlFaults(served), [], `HTML of ${name}`);
    assert.deepEqual(await this.axe(), [], `axe on ${name}`);
    assert.ok(
      await this.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `${name} is wider than its window`,
    );
    assert.deepEqual(this.complaints, [], `complaints on ${name}`);
    if (process.env.SX_SHOTS)
      await this.page.screenshot({ path: join(process.env.SX_SHOTS, `${name}.png`), fullPage: true });
  }

  /** Returns what axe finds. Axe runs in the page itself, which takes a tenth of the time of @axe-core/playwright. */
  async axe() {
    assert.equal(this.page.frames().length, 1, 'a frame inside a page would need an axe of its own');
    if (!(await this.page.evaluate(() => 'axe' in window))) await this.page.evaluate(axe.source);
    return this.page.evaluate(async () =>
      (await window.axe.run({ resultTypes: ['violations'] })).violations.map(
        each => `${each.id}: ${each.nodes.map(node => node.target.join(' ')).join(', ')}`,
      ),
    );
  }

  /** Checks a page at both widths. */
  async checkBoth(name) {
    const before = this.page.viewportSize();
    try {
      for (const [size, viewport] of [
        ['390', kPhone],
        ['1440', kDesk],
      ]) {
        await this.page.setViewportSize(viewport);
        await this.check(`${name}-${size}`);
      }
    } finally {
      await this.page.setViewportSize(before); // the tests that follow need the earlier width
    }
  }

  /** Closes the window. */
  async close() {
    await this.context.close();
  }
}

/** Fills the composer of a page whose person is signed in, and sends nothing. */
export async function compose(deployment, page, to, subject, files = []) {
  await page.goto(`${deployment.origin}/messages/new?lang=fr`);
  await page.waitForSelector('#composer[data-ready]');
  await page.fill('#recipient', to);
  await page.press('#recipient', 'Enter');
  await page.fill('#subject', subject);
  await page.click('#body');
  await page.keyboard.type('Bonjour.');
  if (files.length > 0) await page.setInputFiles('#composer input[type=file] >> nth=0', files);
}

/** Returns the opening code in a mail's text; fails if there is none. */
export const codeIn = mail =>
  /\b([0-9A-Z]{3})[-\s]?([0-9A-Z]{3})\b(?=\s*(?:\n|<|$))/
    .exec(mail.text ?? '')
    ?.slice(1)
    .join('') ?? assert.fail(`no code in ${mail.text}`);

/** Returns the addresses in a mail. */
export function linksOf(mail) {
  const text = [mail.text, mail.html].filter(each => typeof each === 'string').join('\n') || JSON.stringify(mail);
  return [...text.matchAll(/https?:\/\/[^\s"'<>\\)]+/g)].map(match => match[0].replace(/&amp;/g, '&'));
}

/** Hashes a file. */
export async function sha256(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
}

/** Lists what to end when this process ends, so that an interrupted test leaves no server behind. */
const kEnds = [];
function endWithUs(end) {
  if (kEnds.push(end) > 1) return;
  process.on('exit', () => kEnds.forEach(each => each()));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));
}

/** Returns a free port below those that the system gives to connections, which would take it before it is used. */
export function freePort() {
  return new Promise(go => {
    const server = createServer();
    const attempt = () => server.listen(10_000 + randomInt(22_000), '127.0.0.1');
    server.on('error', attempt);
    server.on('listening', () => {
      const { port } = server.address();
      server.close(() => go(port));
    });
    attempt();
  });
}
