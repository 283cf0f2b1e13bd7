import { Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { BLOCKED, runtimeOptions } from '../../src/runtime/worker-runtime.ts';

/** A line of the log, by pino's levels. */
interface LogEntry {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** Warnings and errors of this process's workers, in the worker process's format. */
export const workerLog: LogEntry[] = [];

let quiet = false;
export function quietRuntime(): void {
  if (quiet) return;
  quiet = true;
  const shown = pino.levels.values[(process.env.TEST_LOG_LEVEL ?? 'error').toLowerCase()] ?? 0;
  const write = (line: string) => {
    const entry = JSON.parse(line) as LogEntry;
    workerLog.push(entry);
    // Runs are also broken on purpose: a test that waits for a run reports what blocks it.
    if (entry.level >= shown && entry.msg !== BLOCKED) process.stderr.write(line);
  };
  Runtime.install(runtimeOptions(pino({ level: 'warn' }, { write })));
}
