import { chmod, writeFile } from 'node:fs/promises';
import { BadSetting } from './errors.ts';
import { settingNames } from './given.ts';
import type { Stack } from './index.ts';

/**
 * Writes the variables a process needs to use the stack, given servers included, for `node --env-file`. It contains
 * keys: only its owner may read it.
 */
export async function writeEnvFile(path: string, { env }: Pick<Stack, 'env'>): Promise<void> {
  const lines = Object.entries(env)
    .filter(([name]) => settingNames.test(name))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`);
  await writeFile(path, lines.join(''), { mode: 0o600 });
  // The mode above applies only to a new file.
  await chmod(path, 0o600);
}

/** Quoted as Node reads it and, where possible, a shell too: to Node all quotes are alike, but for \n in double ones. */
function quoted(name: string, value: string): string {
  if (/^[\w:/.@%+,=-]+$/.test(value)) return value;
  if (!value.includes(`'`)) return `'${value}'`;
  if (!/["\\$`]/.test(value)) return `"${value}"`;
  if (!value.includes('`')) return `\`${value}\``;
  throw new BadSetting(`${name} holds quotes of several kinds: an env file cannot tell it`);
}
