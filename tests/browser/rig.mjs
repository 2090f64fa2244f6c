// A demo deployment of its own, a browser, and the few things every browser test does.
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const kRoot = resolve(fileURLToPath(import.meta.url), '../../..');
export const kBin = process.env.SX_BIN ?? join(kRoot, 'build/bin');
export const kPhone = { width: 390, height: 844 };
export const kDesk = { width: 1440, height: 900 };

export async function until(what, ask, seconds = 90) {
  for (const end = Date.now() + seconds * 1000; ;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < end, `waited ${seconds} s for ${what}`);
    await new Promise(go => setTimeout(go, 50));
  }
}

/** sxserver with the demo companies, on a free port, in a folder that goes away. */
export class Deployment {
  /** place: another installation's programs and configuration. */
  static async start(environment = {}, place = { bin: kBin, config: join(kRoot, 'config/demo.yaml') }) {
    const folder = mkdtempSync(join(tmpdir(), 'sx-browser-'));
    const port = await freePort();
    const deployment = new Deployment(
      folder,
      port,
      { ...process.env, SX_PORT: String(port), SX_DATA: join(folder, 'data'), ...environment },
      place,
    );
    deployment.run('demo');
    await deployment.serve();
    return deployment;
  }

  constructor(folder, port, environment, place) {
    Object.assign(this, { folder, port, environment, place, origin: `http://localhost:${port}`, process: null });
  }

  run(...words) {
    return execFileSync(join(this.place.bin, 'sxserver'), [...words, '--config', this.place.config], {
      env: this.environment,
      encoding: 'utf8',
    });
  }

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

  /** Ends at once, as a power loss would; serve() starts it again. */
  async kill() {
    const ended = new Promise(go => this.process.once('exit', go));
    this.process.kill('SIGKILL');
    await ended;
  }

  async stop() {
    const ended = new Promise(go => this.process.once('exit', go));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  log() {
    const path = join(this.folder, 'server.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Mails to an address, newest first. */
  async mails(address) {
    const all = await (await fetch(`${this.origin}/dev/postbox.json`)).json();
    return all.filter(mail => JSON.stringify(mail.to).includes(address));
  }

  /** The newest mail to an address that fits. */
  mail(address, fits = () => true) {
    return until(`a mail to ${address}`, async () => (await this.mails(address)).find(fits));
  }

  async file(name, bytes) {
    const path = join(this.folder, name);
    writeFileSync(path, bytes);
    return path;
  }
}

const options = more => ({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', ...more],
  headless: true,
});

/** Its contexts are private windows. */
export function launch(...more) {
  return chromium.launch(options(more));
}

/** An ordinary window: what its pages keep stands on disk, in `folder`. */
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

/** A person's browser: its own storage; what its pages complain of makes the test fail at the end. */
export class Visitor {
  static async open(browser, { viewport = kDesk, locale = 'fr-CA', ...more } = {}) {
    return Visitor.of(await browser.newContext({ viewport, locale, ...kVisit, ...more }));
  }

  /** Another page in a context. */
  static async of(context) {
    context.setDefaultTimeout(90_000); // a loaded machine is slow, not broken
    return new Visitor(context, await context.newPage());
  }

  constructor(context, page) {
    Object.assign(this, { context, page, complaints: [] });
    page.on('pageerror', error => this.complaints.push(String(error)));
    page.on('console', message => {
      // A refused answer is logged by the browser; the tests look at refusals themselves.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        this.complaints.push(message.text());
    });
  }

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

  /** Nothing for axe to find, nothing wider than the page, no complaint. */
  async check(name) {
    assert.deepEqual(await this.axe(), [], `axe on ${name}`);
    assert.ok(
      await this.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `${name} is wider than its window`,
    );
    assert.deepEqual(this.complaints, [], `complaints on ${name}`);
    if (process.env.SX_SHOTS)
      await this.page.screenshot({ path: join(process.env.SX_SHOTS, `${name}.png`), fullPage: true });
  }

  /** What axe finds. It runs in the page itself: measured at a tenth of the time of @axe-core/playwright. */
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
      await this.page.setViewportSize(before); // the tests that follow look at another width
    }
  }

  async close() {
    await this.context.close();
  }
}

/** The opening code in a mail's text. */
export const codeIn = mail =>
  /\b([0-9A-Z]{3})[-\s]?([0-9A-Z]{3})\b(?=\s*(?:\n|<|$))/
    .exec(mail.text ?? '')
    ?.slice(1)
    .join('') ?? assert.fail(`no code in ${mail.text}`);

/** Addresses in a mail's text. */
export function linksOf(mail) {
  const text = [mail.text, mail.html].filter(each => typeof each === 'string').join('\n') || JSON.stringify(mail);
  return [...text.matchAll(/https?:\/\/[^\s"'<>\\)]+/g)].map(match => match[0].replace(/&amp;/g, '&'));
}

export async function sha256(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
}

/** A test that is cut short leaves no server behind. */
const kEnds = [];
function endWithUs(end) {
  if (kEnds.push(end) > 1) return;
  process.on('exit', () => kEnds.forEach(each => each()));
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(1));
}

export function freePort() {
  return new Promise(go => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => go(port));
    });
  });
}
