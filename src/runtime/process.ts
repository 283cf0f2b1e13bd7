/** What every process of ours has in common: it ends when asked to, and says in words why it cannot start. */

/**
 * Runs until done or told to stop (SIGINT, SIGTERM). Errors that tell a person what to do are printed as they are;
 * others with their stack. The exit code is 1 then.
 * @param main gets a signal that is aborted when the process is to end
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
