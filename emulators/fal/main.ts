import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startFalSimulator, type FalSimulatorOptions } from './index.ts';

const USAGE = 'usage: node emulators/fal/main.ts [--port N] [--data DIR] [--queue-ms N] [--training-ms N]';
const logger = pino({ name: 'fal-simulator' });

try {
  const simulator = await startFalSimulator({
    ...optionsOf(process.argv.slice(2)),
    log: (message, fields) => logger.info(fields, message),
  });
  logger.info({ url: simulator.url }, `FAL simulator listens on ${simulator.url}`);

  const stop = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  logger.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function optionsOf(args: string[]): FalSimulatorOptions {
  const string = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: { port: string, data: string, 'queue-ms': string, 'training-ms': string },
  });
  return {
    ...(values.port === undefined ? {} : { port: numberOf(values.port) }),
    ...(values['queue-ms'] === undefined ? {} : { queueMs: numberOf(values['queue-ms']) }),
    ...(values['training-ms'] === undefined ? {} : { trainingMs: numberOf(values['training-ms']) }),
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  };
}

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`«${text}» is not a whole number. ${USAGE}`);
  return Number(text);
}
