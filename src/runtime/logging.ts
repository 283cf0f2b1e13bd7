import { pino, type Logger } from 'pino';

/** Structured logs to standard output: JSON lines, or readable text in a terminal. */
export function createLogger(name: 'worker' | 'bot' | 'webhook', level: string): Logger {
  const options = { level, base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime };
  return process.stdout.isTTY
    ? pino({ ...options, transport: { target: 'pino-pretty', options: { ignore: 'process', singleLine: true } } })
    : pino(options);
}
