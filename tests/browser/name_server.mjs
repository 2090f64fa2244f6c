// Runs a real authoritative name server (nsd) on loopback.
import { spawn } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from './rig.mjs';

/** Serves zones from a process of its own; other names are refused. */
export class NameServer {
  /** Starts the server. @param zones names of zones, each with its records besides SOA and NS. */
  static async start(zones) {
    const folder = mkdtempSync(join(tmpdir(), 'sx-dns-'));
    const server = new NameServer(folder, await freePort());
    const lines = [
      'server:',
      ' ip-address: 127.0.0.1',
      ` port: ${server.port}`,
      ' username: ""',
      ' chroot: ""',
      ` logfile: "${folder}/log"`,
      ` zonesdir: "${folder}"`,
      ' database: ""',
      ` pidfile: "${folder}/nsd.pid"`,
      ` xfrdfile: "${folder}/xfrd"`,
      ` xfrdir: "${folder}"`,
      ` zonelistfile: "${folder}/zones"`,
      ' server-count: 1',
      'remote-control:',
      ' control-enable: no',
    ];
    for (const [name, records] of Object.entries(zones)) {
      server.write(name, records);
      lines.push('zone:', ` name: ${name}`, ` zonefile: ${name}.zone`);
    }
    writeFileSync(join(folder, 'nsd.conf'), lines.join('\n') + '\n');
    server.process = spawn('/usr/sbin/nsd', ['-d', '-c', join(folder, 'nsd.conf')], { stdio: 'ignore' });
    process.on('exit', () => server.process.kill('SIGKILL'));
    for (const name of Object.keys(zones)) await server.serves(name);
    return server;
  }

  constructor(folder, port) {
    Object.assign(this, { folder, port, serial: 1, serials: {}, address: `127.0.0.1:${port}`, process: null });
  }

  /** Replaces a zone, and returns when it is served. */
  async serve(name, records) {
    this.write(name, records);
    this.process.kill('SIGHUP');
    await this.serves(name);
  }

  write(name, records) {
    this.serials[name] = ++this.serial;
    writeFileSync(
      join(this.folder, `${name}.zone`),
      `$ORIGIN ${name}.\n$TTL 60\n@ SOA ns hostmaster ${this.serial} 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n` +
        `serial TXT "${this.serial}"\n${records}\n`,
    );
  }

  serves(name) {
    const resolver = new Resolver({ timeout: 1000, tries: 1 });
    resolver.setServers([this.address]);
    return until(`the zone ${name}`, () =>
      resolver.resolveTxt(`serial.${name}`).then(
        texts => texts[0]?.[0] === String(this.serials[name]),
        () => false,
      ),
    );
  }

  /** Ends the server and deletes its folder. */
  async stop() {
    const ended = new Promise(go => this.process.once('exit', go));
    this.process.kill('SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
