import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  ConfigError,
  configVariables,
  readBotConfig,
  readWebhookConfig,
  readWorkerConfig,
} from '../../../src/runtime/config/index.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';

const secrets = {
  TELEGRAM_BOT_TOKEN: '123456:token-of-a-bot',
  DATABASE_URL: 'postgresql://aisha:word-of-a-database@127.0.0.1/aisha',
  MINIO_ACCESS_KEY: 'name-of-a-storage',
  MINIO_SECRET_KEY: 'word-of-a-storage',
  FAL_KEY: 'id-of-a-key:word-of-a-key',
};
const worker = { ...secrets, MINIO_ENDPOINT: 'http://127.0.0.1:9000' };
const { FAL_KEY: _, ...keyless } = worker;
const variables = [...new Set([...configVariables.bot, ...configVariables.worker, ...configVariables.webhook])];

function problems(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  it('is documented in .env.example, in every variable', async () => {
    const example = await documented('.env.example');
    const known = new Set(variables);
    const notOurs = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', ...(await interpolated('docker-compose.yml'))];
    expect([...known].filter((name) => !example.has(name))).to.deep.equal([]);
    expect([...example.keys()].filter((name) => !known.has(name) && !notOurs.includes(name))).to.deep.equal([]);
    expect((await interpolated('docker-compose.yml')).filter((name) => !example.has(name))).to.deep.equal([]);
  });

  it("explains how to be read by hand, with the project's Node", async () => {
    const example = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
    expect(example).to.match(/npx node --env-file=[.]env src\/worker[.]ts/);
    expect(example).to.not.match(/(?<!npx )node --env-file/);
  });

  it('has the defaults of .env.example, and works without any of them', async () => {
    const shown = Object.fromEntries([...(await documented('.env.example'))].filter(([, value]) => value !== ''));
    expect(readBotConfig({ ...shown, ...secrets })).to.deep.equal(readBotConfig(secrets));
    expect(readWorkerConfig({ ...shown, ...worker })).to.deep.equal(readWorkerConfig(worker));
    expect(readWebhookConfig(shown)).to.deep.equal(readWebhookConfig({}));
    expect(readBotConfig(secrets).policy).to.deep.equal(defaultPolicy);
  });

  for (const [name, read] of [
    ['TELEGRAM_BOT_TOKEN', readBotConfig],
    ['DATABASE_URL', readBotConfig],
    ['MINIO_ENDPOINT', readWorkerConfig],
    ['MINIO_ACCESS_KEY', readWorkerConfig],
    ['MINIO_SECRET_KEY', readWorkerConfig],
  ] as const) {
    it(`reports a missing ${name}, and what to do, in one line`, () => {
      for (const value of [undefined, '', '  ']) {
        const [line, ...more] = problems(() => read({ ...worker, [name]: value }));
        expect(line).to.match(new RegExp(`^${name} is missing: [a-z].{15,}$`));
        expect(more).to.deep.equal([]);
      }
    });
  }

  it('names all that is missing at once', () => {
    expect(problems(() => readWorkerConfig({})).map((line) => line.split(' ')[0])).to.have.members([
      'TELEGRAM_BOT_TOKEN',
      'DATABASE_URL',
      'MINIO_ENDPOINT',
      'MINIO_ACCESS_KEY',
      'MINIO_SECRET_KEY',
    ]);
  });

  for (const [name, value, read] of [
    ['NODE_ENV', 'Production', readWorkerConfig],
    ['LOG_LEVEL', 'loud', readBotConfig],
    ['TELEGRAM_API_ROOT', 'api.telegram.org', readBotConfig],
    ['DATABASE_URL', 'mysql://a:b@c/d', readBotConfig],
    ['FAL_API_ROOT', 'ftp://127.0.0.1', readWorkerConfig],
    ['FAL_WEBHOOK_URL', 'yes', readWorkerConfig],
    ['FAL_WEBHOOK_URL', 'http://example.com', readWorkerConfig],
    ['FAL_WEBHOOK_URL', 'https://example.com/?a=1', readBotConfig],
    ['FAL_JWKS_URL', 'http://127.0.0.1.example.com/jwks.json', readWebhookConfig],
    ['WEBHOOK_PORT', '65536', readWebhookConfig],
    ['MINIO_ENDPOINT', '127.0.0.1:9000', readWorkerConfig],
    ['AVATAR_TEST_MODE', 'yes', readWorkerConfig],
    ['AVATAR_MIN_PHOTOS', '0', readBotConfig],
    ['AVATAR_MAX_PHOTOS', 'twenty', readBotConfig],
    ['AVATAR_MAX_PHOTOS', '51', readBotConfig],
    ['PHOTO_MAX_BYTES', '20971521', readBotConfig],
    ['PHOTO_MIN_SIDE', '512.5', readBotConfig],
    ['PHOTO_MAX_PIXELS', '5e7', readBotConfig],
    ['PHOTO_BURST_QUIET', '1500', readBotConfig],
    ['PHOTO_CHECK_QUIET', '1500', readBotConfig],
    ['PHOTO_INBOX_TTL', 'a day', readBotConfig],
    ['PHOTO_RETENTION', 'never', readBotConfig],
    ['PHOTO_RETENTION', '30', readBotConfig],
    ['PHOTO_RETENTION', '-1d', readBotConfig],
    ['PHOTO_RETENTION', '366d', readBotConfig],
    ['AVATAR_DRAFT_TTL', '-3d', readBotConfig],
    ['AVATAR_UPLOAD_TTL', '0d', readBotConfig],
    ['AVATAR_REMINDER_BEFORE', '1.2.3d', readBotConfig],
    ['AVATAR_RETRY_WINDOW', '1000d', readBotConfig],
    ['TRAINING_POLL_INTERVAL', 'x'.repeat(1_000), readBotConfig],
    ['TRAINING_TIMEOUT', 'Infinity', readBotConfig],
    ['TRAINING_SUBMIT_RETRY', '10q', readBotConfig],
    ['TRAINING_PROGRESS_EVERY', 'NaN', readBotConfig],
  ] as const) {
    it(`reports what is wrong with ${name}=${value.slice(0, 20)}, and what to do, in one line`, () => {
      const [line, ...more] = problems(() => read({ ...worker, [name]: value }));
      expect(line).to.match(new RegExp(`^${name} is (not|no|none|neither) .+: [a-z].+$`));
      expect(more).to.deep.equal([]);
    });
  }

  it('reads durations', () => {
    const { timing } = readBotConfig({
      ...secrets,
      AVATAR_DRAFT_TTL: '90s',
      TRAINING_TIMEOUT: '10m',
      AVATAR_UPLOAD_TTL: '2 days',
    }).policy;
    expect([timing.draftTtlMs, timing.trainingTimeoutMs, timing.uploadTtlMs]).to.deep.equal([
      90_000, 600_000, 172_800_000,
    ]);
  });

  it('reads how long photos are kept: for a time, not at all, or as long as the avatar', () => {
    const kept = (PHOTO_RETENTION?: string) =>
      readBotConfig({ ...secrets, PHOTO_RETENTION }).policy.timing.photoRetentionMs;
    expect(['7d', '0', 'keep', undefined].map(kept)).to.deep.equal([604_800_000, 0, null, 2_592_000_000]);
  });

  it('treats an empty variable as missing', () => {
    const empty = Object.fromEntries(variables.map((name) => [name, ' ']));
    expect(readBotConfig({ ...empty, ...secrets })).to.deep.equal(readBotConfig(secrets));
    expect(readWorkerConfig({ ...empty, ...worker })).to.deep.equal(readWorkerConfig(worker));
    expect(readWebhookConfig(empty)).to.deep.equal(readWebhookConfig({}));
  });

  it('ignores spaces and line ends around a value', () => {
    const spaced = Object.fromEntries(Object.entries(worker).map(([name, value]) => [name, ` ${value}\r`]));
    expect(readWorkerConfig(spaced)).to.deep.equal(readWorkerConfig(worker));
  });

  it('refuses a minimum of photos above the maximum', () => {
    expect(problems(() => readBotConfig({ ...secrets, AVATAR_MIN_PHOTOS: '21' }))).to.deep.equal([
      'AVATAR_MIN_PHOTOS is 21, more than AVATAR_MAX_PHOTOS, 20: lower the one or raise the other',
    ]);
  });

  describe('of training', () => {
    it('refuses production without a key', () => {
      const [line, ...more] = problems(() => readWorkerConfig({ ...keyless, NODE_ENV: 'production' }));
      expect(line).to.match(/^FAL_KEY is missing: .*AVATAR_TEST_MODE=true/);
      expect(more).to.deep.equal([]);
    });

    for (const [title, env, mode] of [
      ['trains at FAL with a key', worker, 'live'],
      ['trains at FAL with a key in production', { ...worker, NODE_ENV: 'production' }, 'live'],
      ['simulates outside production without a key', keyless, 'test'],
      ['simulates in production on purpose', { ...keyless, NODE_ENV: 'production', AVATAR_TEST_MODE: 'true' }, 'test'],
      ['simulates on purpose though there is a key', { ...worker, AVATAR_TEST_MODE: 'true' }, 'test'],
    ] as const) {
      it(title, () => expect(readWorkerConfig(env).fal.mode).to.equal(mode));
    }
  });

  describe('of the webhook', () => {
    const webhookUrl = (value: string) => readWorkerConfig({ ...worker, FAL_WEBHOOK_URL: value }).fal.webhookUrl;
    const pollInterval = (env: Record<string, string>) =>
      readBotConfig({ ...secrets, ...env }).policy.timing.pollIntervalMs;
    const jwksUrl = (env: Record<string, string>) => readWebhookConfig(env).jwksUrl;

    it('accepts an https address, one of this machine, and a path before the avatar’s', () => {
      for (const value of ['https://example.com', 'http://127.0.0.1:8083', 'http://localhost:1', 'http://[::1]:1']) {
        expect(webhookUrl(value)).to.equal(value);
      }
      expect(webhookUrl('https://example.com/aisha/')).to.equal('https://example.com/aisha');
    });

    it('polls FAL once a minute beside it, or as often as configured', () => {
      const FAL_WEBHOOK_URL = 'https://example.com';
      expect(pollInterval({})).to.equal(10_000);
      expect(pollInterval({ FAL_WEBHOOK_URL })).to.equal(60_000);
      expect(pollInterval({ FAL_WEBHOOK_URL, TRAINING_POLL_INTERVAL: '7s' })).to.equal(7_000);
    });

    it('uses the keys of a server that replaces FAL, or the configured ones', () => {
      const FAL_API_ROOT = 'http://127.0.0.1:8082/';
      const FAL_JWKS_URL = 'https://example.com/keys.json';
      expect(jwksUrl({})).to.equal('https://rest.fal.ai/.well-known/jwks.json');
      expect(jwksUrl({ FAL_API_ROOT })).to.equal('http://127.0.0.1:8082/.well-known/jwks.json');
      expect(jwksUrl({ FAL_API_ROOT, FAL_JWKS_URL })).to.equal(FAL_JWKS_URL);
    });
  });

  it('shows no value in an error, secret or not', () => {
    const wrong = Object.fromEntries(variables.map((name) => [name, `ftp://x:hidden-${name}@y`]));
    for (const read of [readBotConfig, readWorkerConfig, readWebhookConfig]) {
      expect(problems(() => read({ ...wrong }))).to.have.length.above(2);
      expect(String(captured(() => read({ ...wrong })))).to.not.contain('hidden-');
    }
    for (const name of Object.keys(secrets)) {
      const text = String(captured(() => readWorkerConfig({ ...worker, [name]: undefined, LOG_LEVEL: 'loud' })));
      for (const secret of Object.values(secrets)) expect(text).to.not.contain(secret);
    }
  });
});

function captured(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

const read = (file: string) => readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');

/** The variables of an env file, those commented out too, with what they are set to. */
async function documented(file: string): Promise<Map<string, string>> {
  const lines = (await read(file)).matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm);
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

/** The variables that a Compose file takes from its environment. */
async function interpolated(file: string): Promise<string[]> {
  return [...new Set([...(await read(file)).matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name))];
}
