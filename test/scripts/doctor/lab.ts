import { runChecks, type Check, type Level } from '../../../scripts/doctor/check.ts';
import { reach, type Reach } from '../../../scripts/doctor/reach.ts';
import { readSettings, type Environment, type Settings } from '../../../scripts/doctor/settings.ts';

/** What every process needs, with servers that do not exist: a test names those that it has. */
export const nowhere = {
  TELEGRAM_BOT_TOKEN: `1000000002:${'B'.repeat(35)}`,
  TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
  DATABASE_URL: 'postgresql://aisha:word-of-a-database@127.0.0.1:1/aisha',
  MINIO_ENDPOINT: 'http://127.0.0.1:1',
  MINIO_ACCESS_KEY: 'name-of-a-storage',
  MINIO_SECRET_KEY: 'word-of-a-storage',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
};

/** Runs one check, as the command does. @returns `level: what: fix` of each finding */
export async function look(
  make: (reach: Reach, settings: Settings) => Check,
  env: Environment,
): Promise<readonly string[]> {
  const settings = readSettings(env);
  const servers = reach(settings, env);
  try {
    const results = await runChecks([make(servers, settings)]);
    return results.map(({ level, what, fix }) => [level, what, ...(fix === undefined ? [] : [fix])].join(': '));
  } finally {
    await servers.close();
  }
}

export const levels = (lines: readonly string[]): Level[] => lines.map((line) => line.split(':', 1)[0] as Level);
