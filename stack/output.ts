import colours from 'picocolors';
import { prettyFactory } from 'pino-pretty';
import { logEntry, type AppProcess } from './app.ts';
import type { Address } from './servers/types.ts';

const pretty = prettyFactory({
  colorize: colours.isColorSupported,
  ignore: 'process,pid,hostname',
  singleLine: true,
  translateTime: 'SYS:HH:MM:ss',
});

/** What the stack itself reports while it starts. */
export function sayStep(line: string): void {
  console.log(colours.dim(line));
}

export function sayAddresses(addresses: readonly Address[]): void {
  const width = Math.max(...addresses.map(({ name }) => name.length));
  for (const { name, address } of addresses) console.log(`  ${name.padEnd(width)}  ${colours.cyan(address)}`);
}

/** A line of a process's log as readable text, after the process's name. */
export function sayLine(process: AppProcess | 'dev', line: string): void {
  const colour = { worker: colours.magenta, bot: colours.blue, webhook: colours.yellow, dev: colours.green }[process];
  console.log(`${colour(process.padEnd(7))} │ ${logEntry(line) ? pretty(line).trimEnd() : line}`);
}
