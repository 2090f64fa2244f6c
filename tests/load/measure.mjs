// What Chromium and the server take while something runs: CPU seconds and memory, from /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { launchWindow } from '../browser/rig.mjs';

const kTick = 100;

/** Launched by this very process: a browser behind Playwright's server is handed large files piece by piece, in base64. */
export class Browser {
  static async launch(folder) {
    const before = new Set(childrenOf(process.pid));
    const context = await launchWindow(folder, { bypassCSP: true });
    return new Browser(
      childrenOf(process.pid).filter(pid => !before.has(pid)),
      context,
    );
  }

  constructor(roots, context) {
    Object.assign(this, { roots, context });
  }

  /** Process ids of the browser and of all that it started. */
  pids() {
    const found = [...this.roots];
    for (const each of found) found.push(...childrenOf(each));
    return found;
  }

  cpu() {
    return this.pids().reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  /** Bytes that the browser holds, files that it maps left out; what its processes share counts once. */
  memory() {
    return this.pids().reduce(
      (sum, pid) => sum + memoryOf(pid, 'Pss_Anon', 'smaps_rollup') + memoryOf(pid, 'Pss_Shmem', 'smaps_rollup'),
      0,
    );
  }

  async close() {
    await this.context.close();
  }
}

function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(/\s+/))
      .filter(text => text !== '')
      .map(Number);
  } catch {
    return []; // it has just ended
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

export function memoryOf(pid, field = 'VmRSS', where = 'status') {
  try {
    return (
      Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/${where}`, 'utf8'))?.[1] ?? 0) * 1024
    );
  } catch {
    return 0;
  }
}

/** Highest value of `ask` until stop() is called. */
export class Peak {
  constructor(ask) {
    this.value = 0;
    const look = () => {
      this.value = Math.max(this.value, ask());
    };
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
  for (const row of rows)
    console.log(
      `  ${row.map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('  ')}`,
    );
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
