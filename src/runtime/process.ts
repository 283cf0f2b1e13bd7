/** Shared by all processes: stop on a signal, and explain a failed start. */

/**
 * Runs until done or stopped (SIGINT, SIGTERM). Prints errors that tell an operator what to do without their stack,
 * others with it, and exits with code 1.
 * @param main gets a signal that is aborted when the process should stop
 */
export async function runProcess(name: string, main: (stopping: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    await main(stopping.signal);
  } catch (error) {
    process.stderr.write(`${name} cannot run: ${inWords(error)}\n`);
    process.exitCode = 1;
  }
}

const forPeople = new Set([
  'ConfigError',
  'BadToken',
  'TelegramUnreachable',
  'SchemaBehind',
  'SchemaAhead',
  'DatabaseUnreachable',
  'TemporalUnreachable',
  'CannotListen',
  'UpdatesTaken',
]);

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return forPeople.has(error.name) ? error.message : (error.stack ?? error.message);
}
