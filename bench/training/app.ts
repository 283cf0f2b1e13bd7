import { logEntry, startApp } from '../../stack/app.ts';
import type { Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';

/** The product on the stack's servers, with a given polling interval. */
export interface TrainingApp {
  stop(): Promise<void>;
}

/** pino's level of errors. */
const ERROR = 50;

export async function startTrainingApp(
  stack: Stack,
  { photos, pollIntervalMs }: { photos: number; pollIntervalMs: number },
  log: (line: string) => void,
): Promise<TrainingApp> {
  await migrate(stack);
  return startApp(stack, {
    env: { AVATAR_MIN_PHOTOS: String(photos), TRAINING_POLL_INTERVAL: `${pollIntervalMs}ms` },
    onLine: (name, line) => {
      if (Number(logEntry(line)?.level ?? 0) >= ERROR) log(`  ${name}: ${line}`);
    },
  });
}
