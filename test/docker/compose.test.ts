import { expect } from 'chai';
import { configVariables, readBotConfig, readWebhookConfig, readWorkerConfig } from '../../src/runtime/config/index.ts';
import { findCompose, orSkip, type ComposeConfig } from './tools.ts';

interface Service {
  readonly image?: string;
  readonly build?: { readonly target?: string };
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number }[];
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly { readonly type: string; readonly source: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly network_mode?: string;
  readonly privileged?: boolean;
  readonly restart?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** All that an operator must put into .env. */
const required = {
  TELEGRAM_BOT_TOKEN: '123456:of-a-bot',
  FAL_KEY: 'a-key:of-fal',
  POSTGRES_PASSWORD: 'ofTheSuperuser',
  AISHA_DB_PASSWORD: 'ofAisha',
  TEMPORAL_DB_PASSWORD: 'ofTemporal',
  MINIO_ACCESS_KEY: 'storage',
  MINIO_SECRET_KEY: 'ofTheStorage',
};
const oneShots = ['temporal-schema', 'temporal-setup', 'migrate'];
const running = ['postgres', 'temporal', 'temporal-ui', 'minio', 'worker', 'bot', 'webhook'];

describe('docker-compose.yml, as Compose resolves it', function () {
  this.timeout(300_000);
  let config: ComposeConfig;
  let stack: Compose;

  const resolved = async (variables: Record<string, string>): Promise<Compose> => JSON.parse(await config(variables));

  before(async function () {
    config = await orSkip(this, findCompose);
    stack = await resolved(required);
  });

  const service = (name: string): Service => stack.services[name] ?? expect.fail(`there is no service ${name}`);
  const needs = (name: string): string[] => conditions(service(name));

  it('contains the whole product and nothing else', () => {
    expect(Object.keys(stack.services)).to.have.members([...running, ...oneShots]);
  });

  for (const name of Object.keys(required)) {
    it(`is refused without ${name}, with a message that names it and says what to do`, async () => {
      const rest = Object.fromEntries(Object.entries(required).filter(([other]) => other !== name));
      const said = await config(rest).then(
        () => '',
        (error: { stderr: string }) => error.stderr,
      );
      const line = said.split('\n').find((words) => words.includes(name)) ?? '';
      expect(line).to.match(/is missing a value: .*(choose|get|make) .*\.env/);
      for (const secret of Object.values(rest)) expect(said).to.not.contain(secret);
    });
  }

  it('needs no key of FAL with an emulator', async () => {
    const { FAL_KEY: _, ...rest } = required;
    const { services } = await resolved({ ...rest, AVATAR_TEST_MODE: 'true' });
    expect(readWorkerConfig(services.worker?.environment ?? {}).fal.mode).to.equal('test');
  });

  it('gives each process every variable that it reads', () => {
    expect(service('worker').environment).to.include.all.keys(configVariables.worker);
    expect(service('bot').environment).to.include.all.keys(configVariables.bot);
    expect(service('webhook').environment).to.include.all.keys(configVariables.webhook);
  });

  it('gives them values that they accept, in production', () => {
    const worker = readWorkerConfig(service('worker').environment ?? {});
    const bot = readBotConfig(service('bot').environment ?? {});
    expect([worker.production, bot.production, worker.fal.mode]).to.deep.equal([true, true, 'live']);
    expect([worker.databaseUrl, worker.taskQueue]).to.deep.equal([bot.databaseUrl, bot.taskQueue]);
    const webhook = readWebhookConfig(service('webhook').environment ?? {});
    expect(webhook).to.include({ host: '0.0.0.0', jwksUrl: 'https://rest.fal.ai/.well-known/jwks.json' });
    expect(service('webhook').ports?.map(({ target }) => target)).to.deep.equal([webhook.port]);
  });

  it('passes on what .env sets', async () => {
    const set = {
      FAL_WEBHOOK_URL: 'https://example.com/fal',
      FAL_JWKS_URL: 'https://example.com/keys.json',
      WEBHOOK_PORT: '9083',
      AVATAR_MAX_PHOTOS: '15',
      LOG_LEVEL: 'debug',
      TRAINING_TIMEOUT: '2h',
      TEMPORAL_NAMESPACE: 'mine',
      TEMPORAL_TASK_QUEUE: 'ours',
    };
    const { services } = await resolved({ ...required, ...set });
    const worker = readWorkerConfig(services.worker?.environment ?? {});
    const bot = readBotConfig(services.bot?.environment ?? {});
    expect([worker.fal.webhookUrl, worker.logLevel]).to.deep.equal([set.FAL_WEBHOOK_URL, 'debug']);
    expect([bot.policy.photos.maxPhotos, bot.policy.timing.trainingTimeoutMs]).to.deep.equal([15, 7_200_000]);
    expect(bot.policy.timing.pollIntervalMs).to.equal(60_000);
    const { environment = {}, ports } = services.webhook ?? {};
    expect(readWebhookConfig(environment).jwksUrl).to.equal(set.FAL_JWKS_URL);
    expect(ports).to.have.nested.property('[0].published', '9083');
    expect(environment).to.include({ TEMPORAL_NAMESPACE: 'mine' });
    for (const name of ['worker', 'bot', 'temporal-setup']) {
      expect(services[name]?.environment, name).to.include({ TEMPORAL_NAMESPACE: 'mine', TEMPORAL_TASK_QUEUE: 'ours' });
    }
    expect(services['temporal-ui']?.environment).to.include({ TEMPORAL_DEFAULT_NAMESPACE: 'mine' });
  });

  it('has a doctor that is not started automatically, with all variables of worker, bot and webhook', async () => {
    const { services } = await resolved({ ...required, COMPOSE_PROFILES: 'doctor' });
    expect(Object.keys(services)).to.have.members([...running, ...oneShots, 'doctor']);
    const { environment, command, restart, networks } = services['doctor'] ?? {};
    for (const name of ['worker', 'bot', 'webhook']) expect(environment).to.include(service(name).environment);
    expect([command, restart]).to.deep.equal([['node', 'scripts/doctor.ts'], 'no']);
    expect(networks).to.have.all.keys('inside', 'outside');
  });

  it('mounts the folder of trainers’ files for the reader of TRAINERS_FILE', async () => {
    const { services } = await resolved({ ...required, COMPOSE_PROFILES: 'doctor' });
    const readers = Object.entries(services).filter(([, { environment = {} }]) => 'TRAINERS_FILE' in environment);
    expect(readers.map(([name]) => name)).to.have.members(['bot', 'doctor']);
    for (const [name, { volumes = [] }] of readers) {
      expect(
        volumes.map(({ source }) => source).filter((source) => source.endsWith('/config')),
        name,
      ).to.have.length(1);
    }
  });

  it('uses addresses that name its own services', () => {
    for (const name of ['worker', 'bot', 'webhook', 'migrate', 'temporal-setup']) {
      const { DATABASE_URL, MINIO_ENDPOINT, TEMPORAL_ADDRESS } = service(name).environment ?? {};
      for (const address of [DATABASE_URL, MINIO_ENDPOINT, TEMPORAL_ADDRESS && `tcp://${TEMPORAL_ADDRESS}`]) {
        if (address) expect(stack.services, address).to.have.property(new URL(address).hostname);
      }
    }
  });

  it('publishes the Web UI and the webhooks, on this machine alone, and nothing else', () => {
    const published = Object.entries(stack.services).flatMap(([name, { ports = [] }]) =>
      ports.map(({ host_ip, target }) => `${name} ${host_ip}:${target}`),
    );
    expect(published).to.have.members(['temporal-ui 127.0.0.1:8080', 'webhook 127.0.0.1:8083', 'bot 127.0.0.1:8084']);
    for (const [name, { network_mode, privileged }] of Object.entries(stack.services)) {
      expect([network_mode ?? '', privileged ?? false], name).to.deep.equal(['', false]);
    }
  });

  it('gives internet access only to services that need it', () => {
    expect(stack.networks.inside?.internal).to.equal(true);
    const outside = Object.keys(stack.services).filter((name) => 'outside' in (service(name).networks ?? {}));
    expect(outside).to.have.members(['worker', 'bot', 'webhook', 'temporal-ui']);
    for (const name of Object.keys(stack.services)) expect(service(name).networks, name).to.have.property('inside');
  });

  it('checks the health of all services, and restarts them', () => {
    for (const name of running) {
      expect(service(name).healthcheck?.test, name).to.have.length.above(1);
      expect(service(name).restart, name).to.equal('unless-stopped');
    }
    for (const name of oneShots) expect(service(name).restart, name).to.equal('no');
  });

  it('starts nothing before what it needs', () => {
    const processes = [healthy('postgres'), healthy('temporal'), done('migrate'), done('temporal-setup')];
    expect(needs('worker')).to.have.members([...processes, healthy('minio')]);
    expect(needs('bot')).to.have.members(processes);
    expect(needs('webhook')).to.have.members([healthy('temporal'), done('temporal-setup')]);
    expect(needs('migrate')).to.have.members([healthy('postgres')]);
    expect(needs('temporal-setup')).to.have.members([healthy('temporal')]);
    expect(needs('temporal')).to.have.members([done('temporal-schema')]);
    expect(needs('temporal-schema')).to.have.members([healthy('postgres')]);
  });

  it('pins every image to a release, and Temporal to one', () => {
    for (const [name, { image = '', build }] of Object.entries(stack.services)) {
      if (build) expect(['app', 'minio'], name).to.include(build.target);
      else expect(image, name).to.match(/:\d+\.\d+/);
      expect(image, name).to.match(/:(?!latest)/);
    }
    expect(release(service('temporal'))).to.equal(release(service('temporal-schema')));
  });

  it('keeps what must last in volumes', () => {
    const kept = Object.values(stack.services).flatMap(({ volumes = [] }) =>
      volumes.filter(({ type }) => type === 'volume').map(({ source }) => source),
    );
    expect(kept).to.have.members(['postgres', 'minio', 'emulator']);
    expect(Object.keys(stack.volumes)).to.have.members(kept);
  });

  it('bounds every log', () => {
    for (const name of Object.keys(stack.services)) {
      expect(service(name).logging?.options, name).to.include.keys('max-size', 'max-file');
    }
  });
});

const done = (name: string) => `${name}: service_completed_successfully`;
const healthy = (name: string) => `${name}: service_healthy`;

function conditions({ depends_on = {} }: Service): string[] {
  return Object.entries(depends_on).map(([name, { condition }]) => `${name}: ${condition}`);
}

function release({ image }: Service): string | undefined {
  return image?.split(':')[1];
}
