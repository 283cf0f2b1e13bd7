import { fileURLToPath } from 'node:url';
import { AppEnded } from './errors.ts';
import type { Stack } from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Applies the migrations to the stack's database, like `npm run migrate`. @throws {AppEnded} with its last lines, when it fails */
export async function migrate({ processes, env }: Stack): Promise<void> {
  const running = processes.start('migrate', process.execPath, ['scripts/migrate.ts'], { cwd: root, env });
  const code = await running.ended;
  if (code !== 0) throw new AppEnded('The migrations could not be applied', running.lastLines());
}
