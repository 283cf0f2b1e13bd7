import { readFile } from 'node:fs/promises';
import { logEntry, startApp } from '../../stack/app.ts';
import type { Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';

/** The product on the stack's servers: worker and bot as separate processes. */
export interface BenchedApp {
  /** The configured quiet time that ends a burst of photos, ms. */
  readonly burstQuietMs: number;
  /** The worker's resident set now, MB; null where the system does not tell. */
  workerMb(): Promise<number | null>;
  stop(): Promise<void>;
}

/** pino's level of errors. */
const ERROR = 50;
/** The default. */
const BURST_QUIET_MS = 1_500;

/** @param threads that the worker inspects photos in */
export async function startBenchedApp(stack: Stack, threads: number, log: (line: string) => void): Promise<BenchedApp> {
  await migrate(stack);
  const app = await startApp(stack, {
    env: { PHOTO_BURST_QUIET: `${BURST_QUIET_MS}ms`, PHOTO_THREADS: String(threads) },
    onLine: (name, line) => {
      if (Number(logEntry(line)?.level ?? 0) >= ERROR) log(`  ${name}: ${line}`);
    },
  });
  return { burstQuietMs: BURST_QUIET_MS, workerMb: () => residentMb(app.worker.pid), stop: () => app.stop() };
}

/** Source: proc_pid_status(5), VmRSS. */
async function residentMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
