/**
 * Kills what a stack has started when the stack itself is gone, however it ended: its pipe to this process ends then.
 * Each line of standard input is a command: `kill PGID`, `keep PGID` (it has ended by itself), `remove DIR`.
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Set<number>();
const dirs = new Set<string>();

// These signals end the stack; this process ends only with its pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, ...rest] = line.split(' ');
    const argument = rest.join(' ');
    if (command === 'kill') groups.add(Number(argument));
    if (command === 'keep') groups.delete(Number(argument));
    if (command === 'remove') dirs.add(argument);
  })
  .on('close', () => {
    for (const group of groups) {
      try {
        process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    // Killed processes may still write for a moment.
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    process.exit(0);
  });
