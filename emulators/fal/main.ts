#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startFalEmulator, type FalEmulatorOptions } from './index.ts';

const HELP = `fal-emulator [--port N] [--data DIR] [--queue-ms N] [--training-ms N]

A server that speaks FAL's protocol for tests and development. Send what your program sends to FAL's hosts to it instead:
nothing is trained, nothing costs money.

  --port N         the port to listen on; without it, any free one
  --data DIR       where requests, files and settings are kept; without it, they are gone at the end
  --queue-ms N     how long a request waits in the queue; 2000 without it
  --training-ms N  how long a training takes; 20000 without it
  --help           this`;

try {
  const options = optionsOf(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${HELP}\n`);
  else await serve(options);
} catch (error) {
  process.stderr.write(`fal-emulator: ${explain(error)}\n`);
  process.exitCode = 1;
}

async function serve(options: FalEmulatorOptions): Promise<void> {
  const emulator = await startFalEmulator({
    ...options,
    log: (message, fields) => process.stdout.write(`${message} ${JSON.stringify(fields)}\n`),
  });
  process.stdout.write(`FAL emulator on ${emulator.url}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
}

function optionsOf(args: string[]): FalEmulatorOptions | 'help' {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      port: string,
      data: string,
      'queue-ms': string,
      'training-ms': string,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const number = (name: 'port' | 'queue-ms' | 'training-ms', highest = Number.MAX_SAFE_INTEGER) => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text) && Number(text) <= highest) return Number(text);
    throw new Error(`--${name} is a whole number${name === 'port' ? ' from 0 to 65535' : ', in ms'}, not ${text}`);
  };
  const [port, queueMs, trainingMs] = [number('port', 65_535), number('queue-ms'), number('training-ms')];
  return {
    ...(port !== undefined && { port }),
    ...(queueMs !== undefined && { queueMs }),
    ...(trainingMs !== undefined && { trainingMs }),
    ...(values.data !== undefined && { dataDir: values.data }),
  };
}

/** One line that says how to solve it. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} is taken; choose another with --port, or leave it out for any free one`;
  // Node's message goes on with advice on values that begin with a dash.
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${error.message.split(/\.? To |\n/)[0]}; --help lists the options`;
  return error.message;
}
