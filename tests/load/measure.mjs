// Measures the CPU seconds and the memory that Chromium and the server use while something runs, from /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { launchWindow } from '../browser/rig.mjs';

const kTick = 100;

/**
 * Runs a Chromium started by this very process: a browser behind Playwright's server gets large files piece by piece,
 * in base64.
 */
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

  /** Lists the process ids of the browser and of all processes that it started. */
  pids() {
    const found = [...this.roots];
    for (const each of found) found.push(...childrenOf(each));
    return found;
  }

  /** Returns the CPU seconds that these processes have used. */
  cpu() {
    return this.pids().reduce((sum, pid) => sum + cpuOf(pid), 0);
  }

  /**
   * Returns the bytes of memory that the browser holds, without mapped files; memory that its processes share counts
   * once.
   */
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
    return []; // the process has just ended
  }
}

/** Returns the CPU seconds that a process has used; 0 if it has ended. */
export function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ');
    return (Number(fields[11]) + Number(fields[12])) / kTick;
  } catch {
    return 0;
  }
}

/** Returns a process's memory in bytes, by default its resident set; 0 if it has ended. */
export function memoryOf(pid, field = 'VmRSS', where = 'status') {
  try {
    return (
      Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/${where}`, 'utf8'))?.[1] ?? 0) * 1024
    );
  } catch {
    return 0;
  }
}

/** Records the highest value of `ask` until stop() is called. */
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

/** Prints rows as an aligned table. */
export function table(title, rows) {
  console.log(`\n${title}`);
  const widths = rows[0].map((_, i) => Math.max(...rows.map(row => String(row[i]).length)));
  const aligned = (cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]));
  for (const row of rows) console.log(`  ${row.map(aligned).join('  ')}`);
}

/** Returns the median; of an even number of values, the upper of the middle two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
