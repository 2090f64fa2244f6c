// Compares sealed transfers with plain ones, in Chromium, in the same run: plain bytes to nginx and to our server,
// plain bytes that pass through a page's script (the least that anything made in a page costs), and bytes sealed as
// people do it. Each ratio is taken within one repetition, so that changes in the machine's speed cancel out.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, openAsBlob, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeClient } from '../browser/node-client.mjs';
import { Deployment, freePort, until, Visitor } from '../browser/rig.mjs';
import { Browser, cpuOf, median, table } from './measure.mjs';

const { values: chosen } = parseArgs({
  options: { megabytes: { type: 'string', default: '200' }, reps: { type: 'string', default: '5' } },
});
const kBytes = Number(chosen.megabytes) * 1_000_000;
const kReps = Number(chosen.reps);
const kLineMegabytes = 25;

const deployment = await Deployment.start();
const nginx = await startNginx(deployment.folder);
const chromium = await Browser.launch(join(deployment.folder, 'window'));
const path = await deployment.file(
  'site/large.bin',
  Buffer.concat(Array.from({ length: Number(chosen.megabytes) }, () => randomBytes(1_000_000))),
);
try {
  console.log(`${chosen.megabytes} MB, 2 parts in flight; median of ${kReps}, after one that does not count`);
  console.log(
    `a fresh page of memory costs ${freshPageMicroseconds()} µs here; ` +
      'a page that makes bytes touches two or three for each that it sends',
  );
  const up = await uploads();
  await bench('Upload (goal: sealed under 1.20 of plain to the same server)', up.subjects);
  await up.throttle();
  await bench(`Upload at ${kLineMegabytes} MB/s of network`, up.subjects);
  await bench('Download to disk, and copied out by the test driver', await downloads());
} finally {
  await chromium.close();
  nginx.kill();
  await deployment.stop();
}

async function bench(title, subjects) {
  const results = subjects.map(() => []);
  for (let i = 0; i <= kReps; i++)
    for (const [j, { act }] of subjects.entries()) {
      const before = [chromium.cpu(), cpuOf(deployment.process.pid)];
      const seconds = await act();
      const cpu = chromium.cpu() - before[0];
      if (i > 0) results[j].push({ seconds, cpu, server: cpuOf(deployment.process.pid) - before[1] });
    }
  const cell = (j, of) => median(results[j].map(of)).toFixed(2);
  const ratio = (j, of) => key =>
    median(results[j].map((each, i) => each[key] / Math.max(0.01, results[of][i][key]))).toFixed(2);
  table(title, [
    ['', 'seconds', 'MB/s', 'Chromium CPU s', 'server CPU s', 'x time of nginx', 'x time of ours', 'x CPU of ours'],
    ...subjects.map(({ name }, j) => [
      name,
      cell(j, each => each.seconds),
      cell(j, each => kBytes / 1e6 / each.seconds),
      cell(j, each => each.cpu),
      cell(j, each => each.server),
      ratio(j, 0)('seconds'),
      ratio(j, 1)('seconds'),
      ratio(j, 1)('cpu'),
    ]),
  ]);
}

function freshPageMicroseconds() {
  const bytes = 100_000_000;
  const before = process.cpuUsage();
  Buffer.allocUnsafeSlow(bytes).fill(1);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / (bytes / 4096)).toFixed(1);
}

async function uploads() {
  const sender = await Visitor.of(chromium.context);
  const { page } = sender;
  await sender.signIn(deployment, 'camille.roy@example.com');
  const composer = async () => {
    await page.goto(`${deployment.origin}/messages/new?lang=en`);
    await page.waitForSelector('#composer[data-ready]');
    await page.evaluate(() => {
      performance.setResourceTimingBufferSize(5000);
      document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench' }));
    });
    await page.setInputFiles('#bench', path);
  };
  const { sender: api, client } = await nodeClient(deployment);
  const plain = (at, headers, isMade = false) =>
    page.evaluate(
      async ({ at, headers, part, isMade }) => {
        const file = document.querySelector('#bench').files[0];
        const started = performance.now();
        let next = 0;
        const made = async blob => {
          const reader = blob.stream().getReader();
          const pieces = [];
          for (let got = await reader.read(); !got.done; got = await reader.read()) pieces.push(got.value);
          return new Blob(pieces);
        };
        const one = async () => {
          for (let from = part * next++, k = from / part; from < file.size; from = part * next++, k = from / part) {
            const piece = file.slice(from, from + part);
            const answer = await fetch(at.replace('PART', k), {
              method: 'PUT',
              body: isMade ? await made(piece) : piece,
              headers: { ...headers.all, ...headers.each?.[k] },
            });
            if (!answer.ok) throw new Error(`status ${answer.status}`);
          }
        };
        await Promise.all([one(), one()]);
        return (performance.now() - started) / 1000;
      },
      { at, headers, isMade, part: 8 * 1024 * 1024 },
    );
  const toOurs = isMade => async () => {
    await composer();
    // Creates a draft that takes the bytes unsealed: the server cannot tell. Their hashes are computed before the
    // timing.
    const id = client.toBase64Url(client.random(16));
    const created = await page.evaluate(
      async ({ id, bytes }) => {
        const csrf = document.querySelector('meta[name=csrf]').content;
        const body = {
          language: 'fr',
          opens: 1,
          delivery: 'link',
          recipients: [{ address: 'louis@exemple.com' }],
          files: [
            { id: 'A'.repeat(22), bytes: 1120 },
            { id, bytes },
          ],
        };
        const answer = await fetch('/api/v1/messages', {
          method: 'POST',
          headers: { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        return { csrf, ...(await answer.json()) };
      },
      { id, bytes: statSync(path).size },
    );
    const each = (await hashes()).map(sha256 => ({ 'X-Content-SHA256': sha256 }));
    const seconds = await plain(
      `/api/v1/messages/${created.id}/files/${id}/parts/PART`,
      { all: { 'X-CSRF-Token': created.csrf }, each },
      isMade,
    );
    await api()
      .destroy(created.id)
      .catch(() => undefined);
    return seconds;
  };
  const throttle = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: kLineMegabytes * 1e6,
    });
  };
  const subjects = [
    {
      name: 'plain, to nginx',
      act: async () => {
        await composer();
        return plain(`${nginx.origin}/put/PART`, { all: {} });
      },
    },
    { name: 'plain, to our server', act: toOurs(false) },
    { name: 'through the page, as it is', act: toOurs(true) },
    {
      name: 'sealed',
      act: async () => {
        await composer();
        await page.fill('#recipient', 'louis@exemple.com');
        await page.press('#recipient', 'Enter');
        await page.fill('#subject', 'Bench');
        await page.setInputFiles('#files-input', path);
        await page.selectOption('#delivery', 'link');
        await page.click('#send');
        await page.waitForSelector('#done:not([hidden])', { timeout: 600_000 });
        const id = (await page.getAttribute('#done-detail', 'href')).split('/').pop();
        const seconds = await page.evaluate(() => {
          const all = performance.getEntriesByType('resource');
          const begun = all.find(each => each.name.endsWith('/api/v1/messages')).responseEnd;
          return (
            (Math.max(
              ...all
                .filter(each => /\/parts\/\d+$/.test(each.name) && !/\/A{22}\//.test(each.name))
                .map(each => each.responseEnd),
            ) -
              begun) /
            1000
          );
        });
        await api()
          .destroy(id)
          .catch(() => undefined);
        return seconds;
      },
    },
  ];
  return { subjects, throttle };

  async function hashes() {
    const all = [];
    for await (const bytes of createReadStream(path, { highWaterMark: 8 * 1024 * 1024 }))
      all.push(client.toHex(await client.sha256(bytes)));
    return all;
  }
}

async function downloads() {
  const { sender, letter, client } = await nodeClient(deployment);
  let file = '';
  const files = [client.sourceOfBlob(await openAsBlob(path), 'large.bin')];
  const told = (
    await sender().send(letter([], { files }), {
      onBegun: begun => {
        file = begun.files[0].id;
      },
    })
  ).recipients[0];
  const reader = await Visitor.of(chromium.context);
  const { page } = reader;
  await page.goto(told.link);
  await page.waitForSelector('#read[data-state=gate]');
  await page.fill('#code', told.code);
  await page.click('#open');
  await page.waitForSelector('#read[data-state=reading]');
  const plainPage = await chromium.context.newPage();
  const saved = async (at, click) => {
    const started = performance.now();
    const [got] = await Promise.all([at.waitForEvent('download', { timeout: 600_000 }), click()]);
    await got.saveAs(join(deployment.folder, 'saved.bin')); // copies through the debugging channel, in both rows
    const seconds = (performance.now() - started) / 1000;
    rmSync(join(deployment.folder, 'saved.bin'));
    await got.delete();
    return seconds;
  };
  const plain = origin => async () => {
    await plainPage.goto(`${origin}/blank`);
    return saved(plainPage, () => plainPage.evaluate(() => document.querySelector('a').click()));
  };
  return [
    { name: 'plain link, from nginx', act: plain(nginx.origin) },
    {
      name: 'sealed bytes, from our server',
      act: async () => {
        // Fetches what the server sends and discards it, without opening or writing it.
        const lease = await page.evaluate(
          () =>
            JSON.parse(sessionStorage.getItem(Object.keys(sessionStorage).find(key => key.startsWith('sx:lease:'))))
              .lease,
        );
        return page.evaluate(
          async ({ lease, file }) => {
            const started = performance.now();
            const answer = await fetch(`${location.pathname}/files/${file}`, {
              headers: { Authorization: `Lease ${lease}` },
            });
            const reader = answer.body.getReader();
            while (!(await reader.read()).done);
            return (performance.now() - started) / 1000;
          },
          { lease, file },
        );
      },
    },
    {
      name: 'sealed, by service worker',
      act: () =>
        saved(page, () => page.click('#files [data-part=download]')).then(async seconds => {
          await page.waitForSelector('#files [data-part=ok]:not([hidden])');
          return seconds;
        }),
    },
  ];
}

async function startNginx(folder) {
  const port = await freePort();
  const site = join(folder, 'site');
  mkdirSync(site, { recursive: true });
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `
daemon off; ${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 2; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log crit;
events { worker_connections 100; }
http {
  access_log off; sendfile on; tcp_nopush on; client_max_body_size 0; client_body_buffer_size 256k;
  client_body_temp_path ${folder}/nginx-body; proxy_temp_path ${folder}/nginx-p;
  fastcgi_temp_path ${folder}/nginx-f; uwsgi_temp_path ${folder}/nginx-u; scgi_temp_path ${folder}/nginx-s;
  server {
    listen 127.0.0.1:${port}; root ${site};
    add_header Access-Control-Allow-Origin * always; add_header Access-Control-Allow-Methods PUT always;
    location = /blank { default_type text/html; return 200 '<a href="/large.bin">large</a>'; }
    location = /large.bin { add_header Content-Disposition attachment; }
    location /put/ {
      if ($request_method = OPTIONS) { return 204; }
      client_body_in_file_only clean; proxy_pass_request_body off; proxy_set_header Content-Length "";
      proxy_hide_header Access-Control-Allow-Origin; proxy_hide_header Access-Control-Allow-Methods;
      proxy_pass http://127.0.0.1:${port}/sink;
    }
    location /sink { return 201; }
  }
}
`,
  );
  const process_ = spawn('nginx', ['-e', join(folder, 'nginx.log'), '-p', folder, '-c', config], { stdio: 'inherit' });
  const origin = `http://localhost:${port}`;
  await until(
    'nginx',
    () =>
      fetch(`${origin}/blank`).then(
        answer => answer.ok,
        () => false,
      ),
    30,
  );
  return { origin, kill: () => process_.kill() };
}
