// What Chromium and the server take while something runs: CPU seconds and memory, from /proc.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const kTick = 100;

export class Browser {
  static async launch() {
    const server = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'], headless: true });
    return new Browser(server, await chromium.connect(server.wsEndpoint()));
  }

  constructor(server, browser) {
    Object.assign(this, { server, browser });
  }

  /** Process ids of the browser and of all that it started. */
  pids() {
    const found = [this.server.process().pid];
    for (const each of found) {
      try {
        for (const task of readFileSync(`/proc/${each}/task/${each}/children`, 'utf8').trim().split(/\s+/)) if (task) found.push(Number(task));
      } catch { /* it has just ended */ }
    }
    return found;
  }

  cpu() {
    return this.pids().reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  /** Bytes of its own that the browser holds, files that it maps left out. */
  memory() {
    return this.pids().reduce((sum, pid) => sum + memoryOf(pid, 'RssAnon') + memoryOf(pid, 'RssShmem'), 0);
  }

  async close() {
    await this.browser.close();
    await this.server.close();
  }
}

export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    return (Number(fields[11]) + Number(fields[12])) / kTick;
  } catch {
    return 0;
  }
}

export function memoryOf(pid, field = 'VmRSS') {
  try {
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Highest value of `ask` until stop() is called. */
export class Peak {
  constructor(ask) {
    this.value = 0;
    const look = () => { this.value = Math.max(this.value, ask()); };
    look();
    this.timer = setInterval(look, 250);
  }

  stop() {
    clearInterval(this.timer);
    return this.value;
  }
}

export function table(title, rows) {
  console.log(`\n${title}`);
  const widths = rows[0].map((_, i) => Math.max(...rows.map(row => String(row[i]).length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('  ')}`);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
