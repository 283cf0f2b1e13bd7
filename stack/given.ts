import { loadClientConnectConfig } from '@temporalio/envconfig';
import { BadSetting } from './errors.ts';

export const partNames = ['temporal', 'postgres', 'storage', 'fal', 'telegram'] as const;
export type PartName = (typeof partNames)[number];

/** The variables that name a running server, so that none is started; its address, if so. */
export const given: Record<PartName, (env: NodeJS.ProcessEnv) => string | undefined> = {
  temporal: (env) => temporalAddress(env),
  postgres: (env) => env.DATABASE_URL && host(env.DATABASE_URL),
  storage: (env) => env.MINIO_ENDPOINT,
  // With a key that is not to be used, trainings are simulated.
  fal: (env) =>
    env.FAL_API_ROOT ?? (env.FAL_KEY && env.AVATAR_TEST_MODE !== 'true' ? 'FAL itself, by FAL_KEY' : undefined),
  telegram: (env) => env.TELEGRAM_API_ROOT,
};

/** The variables that name servers and configure the product. */
export const settingNames = /^((TEMPORAL|MINIO|STACK|FAL|TELEGRAM|AVATAR|PHOTO|TRAINING|WEBHOOK)_\w+|DATABASE_URL)$/;

function host(databaseUrl: string): string {
  if (URL.canParse(databaseUrl)) return new URL(databaseUrl).host;
  throw new BadSetting('DATABASE_URL is not an address: write it as postgresql://user:password@host:5432/aisha');
}

/** By TEMPORAL_ADDRESS, or any other source of Temporal's environment configuration. */
function temporalAddress(env: NodeJS.ProcessEnv): string | undefined {
  const named = ['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'].some((name) => env[name]);
  if (!named) return undefined;
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value && name.startsWith('TEMPORAL_') ? [[name, value]] : [])),
  );
  try {
    return loadClientConnectConfig({ overrideEnvVars }).connectionOptions.address;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadSetting(`Temporal's environment configuration (TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE): ${why}`);
  }
}
