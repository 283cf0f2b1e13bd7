import { chmod, writeFile } from 'node:fs/promises';
import { BadSetting } from './errors.ts';
import { settingNames } from './given.ts';
import type { Stack } from './index.ts';

/**
 * Writes what a process needs to use the stack, given servers and all, for `node --env-file`.
 * It holds keys: only its owner may read it.
 */
export async function writeEnvFile(path: string, { env }: Pick<Stack, 'env'>): Promise<void> {
  const lines = Object.entries(env)
    .filter(([name]) => settingNames.test(name))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`);
  await writeFile(path, lines.join(''), { mode: 0o600 });
  // The mode above is for a new file.
  await chmod(path, 0o600);
}

/** In double quotes Node would read \n as the end of a line; in the others, all as it stands. */
function quoted(name: string, value: string): string {
  if (/^[\w:/.@%+,=~?&-]+$/.test(value)) return value;
  const quote = [`'`, '`', '"'].find((one) => !value.includes(one) && (one !== '"' || !value.includes('\\n')));
  if (quote === undefined) throw new BadSetting(`${name} holds quotes of every kind: an env file cannot tell it`);
  return `${quote}${value}${quote}`;
}
