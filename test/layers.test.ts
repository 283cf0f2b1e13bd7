import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { cruise, type ICruiseOptions, type ICruiseResult, type IRegularForbiddenRuleType } from 'dependency-cruiser';

const { default: config } = (await import(new URL('../.dependency-cruiser.mjs', import.meta.url).href)) as {
  default: { forbidden: IRegularForbiddenRuleType[] };
};

/** Checks a small tree of files. @returns the names of the broken rules */
async function broken(files: Record<string, string>): Promise<string[]> {
  const baseDir = await mkdtemp(join(tmpdir(), 'layers-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(baseDir, path)), { recursive: true });
      await writeFile(join(baseDir, path), text);
    }
    const options: ICruiseOptions = {
      baseDir,
      validate: true,
      ruleSet: { forbidden: config.forbidden },
      tsPreCompilationDeps: true,
    };
    const folders = new Set(Object.keys(files).map((path) => path.replace(/\/.*/, '')));
    const { output } = await cruise([...folders], options);
    const names = (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
    return [...new Set(names)].filter((name) => name !== 'no-unresolved').toSorted();
  } finally {
    await rm(baseDir, { recursive: true, force: true });
  }
}

const leaf = 'export const x = 1;\n';

describe('the layer rules', () => {
  it('let the bot import the contract of the workflows', async () => {
    const files = {
      'src/bot/a.ts': "import { x } from '../workflows/avatar/contract.ts';\nx;\n",
      'src/workflows/avatar/contract.ts': leaf,
    };
    expect(await broken(files)).to.deep.equal([]);
  });

  const forbidden: [what: string, from: string, to: string, rule: string][] = [
    ['the bot to import an activity', 'src/bot/a.ts', 'src/activities/avatar/photos.ts', 'bot-only-talks-to-workflows'],
    ['the bot to import an adapter', 'src/bot/a.ts', 'src/activities/adapters/minio.ts', 'bot-only-talks-to-workflows'],
    ['the bot to import a workflow', 'src/bot/a.ts', 'src/workflows/avatar/workflow.ts', 'bot-only-talks-to-workflows'],
    ['the bot to import an entity', 'src/bot/a.ts', 'src/entities/user.ts', 'bot-only-talks-to-workflows'],
    [
      'the webhook to import an activity',
      'src/webhook/a.ts',
      'src/activities/avatar/training/training.ts',
      'webhook-only-signals',
    ],
    ['the webhook to import an entity', 'src/webhook/a.ts', 'src/entities/readers/gallery.ts', 'webhook-only-signals'],
    ['the webhook to import the bot', 'src/webhook/a.ts', 'src/bot/index.ts', 'webhook-only-signals'],
    ['the domain to import anything', 'src/domain/a.ts', 'src/chat/card.ts', 'domain-is-pure'],
    [
      'an activity to import an adapter',
      'src/activities/a.ts',
      'src/activities/adapters/minio.ts',
      'activities-know-ports',
    ],
    [
      'a workflow to import an activity',
      'src/workflows/a.ts',
      'src/activities/avatar/photos.ts',
      'workflows-are-deterministic',
    ],
    [
      'a workflow to import of another one more than its contract',
      'src/workflows/avatar/a.ts',
      'src/workflows/photo-inbox/workflow.ts',
      'workflows-know-contracts-of-others-alone',
    ],
    [
      'a workflow to import a client',
      'src/workflows/avatar/a.ts',
      'src/workflows/avatar/client.ts',
      'workflows-do-not-know-clients',
    ],
    [
      'a client to import a workflow',
      'src/workflows/avatar/client.ts',
      'src/workflows/avatar/workflow.ts',
      'clients-know-contracts',
    ],
    [
      'a client to import the contract of another workflow',
      'src/workflows/avatar/client.ts',
      'src/workflows/photo-inbox/contract.ts',
      'clients-know-contracts',
    ],
    [
      'a client to import the client of another workflow',
      'src/workflows/avatar/client/a.ts',
      'src/workflows/photo-inbox/client.ts',
      'clients-know-contracts',
    ],
    [
      'a client to import what runs inside workflows',
      'src/workflows/avatar/client.ts',
      'src/workflows/shared/activity-options.ts',
      'clients-know-contracts',
    ],
    [
      'a workflow to import what all clients share',
      'src/workflows/avatar/a.ts',
      'src/workflows/shared/client.ts',
      'workflows-do-not-know-clients',
    ],
    [
      'an activity to import a client',
      'src/activities/a.ts',
      'src/workflows/avatar/client.ts',
      'activities-know-ports',
    ],
    [
      'an adapter to import an activity',
      'src/activities/adapters/temporal/a.ts',
      'src/activities/avatar/photos.ts',
      'adapters-know-ports',
    ],
    [
      'an adapter to import a workflow',
      'src/activities/adapters/temporal/a.ts',
      'src/workflows/avatar/workflow.ts',
      'adapters-know-ports',
    ],
    [
      'an entity to import a port that is not of records',
      'src/entities/a.ts',
      'src/activities/ports/storage.ts',
      'entities-are-records',
    ],
    [
      'the bot to import what runs inside workflows',
      'src/bot/a.ts',
      'src/workflows/shared/refused.ts',
      'bot-only-talks-to-workflows',
    ],
    [
      'the webhook to import a workflow',
      'src/webhook/a.ts',
      'src/workflows/avatar/workflow.ts',
      'webhook-only-signals',
    ],
    [
      'a contract to import a workflow',
      'src/workflows/avatar/contract.ts',
      'src/workflows/avatar/workflow.ts',
      'contracts-hold-no-behaviour',
    ],
    ['an entity to import an activity', 'src/entities/a.ts', 'src/activities/avatar/photos.ts', 'entities-are-records'],
    ['the runtime to import the bot', 'src/runtime/a.ts', 'src/bot/index.ts', 'runtime-serves-processes'],
    ['what people see to import the bot', 'src/chat/a.ts', 'src/bot/index.ts', 'chat-is-what-people-see'],
    [
      'the product to import an emulator',
      'src/chat/a.ts',
      'emulators/fal/index.ts',
      'product-does-not-know-its-emulators',
    ],
    ['an emulator to import the product', 'emulators/fal/a.ts', 'src/domain/training.ts', 'an-emulator-stands-alone'],
    [
      'an emulator to import the other one',
      'emulators/fal/a.ts',
      'emulators/telegram/errors.ts',
      'an-emulator-stands-alone',
    ],
    ['a script to import a test', 'scripts/a.ts', 'test/support/browser.ts', 'tools-do-without-tests'],
    [
      'an emulator to import its tests',
      'emulators/fal/a.ts',
      'emulators/fal/test/support.ts',
      'an-emulator-does-without-its-tests',
    ],
  ];
  for (const [what, from, to, rule] of forbidden) {
    it(`forbid ${what}`, async () => {
      const up = '../'.repeat(from.split('/').length - 1);
      const files = { [from]: `import { x } from '${up}${to}';\nexport const y = x;\n`, [to]: leaf };
      expect(await broken(files)).to.include(rule);
    });
  }

  const packages: [what: string, from: string, name: string, rule: string][] = [
    ['a workflow to import valibot', 'src/workflows/avatar/a.ts', 'valibot', 'workflows-are-deterministic'],
    [
      'a workflow to import the client',
      'src/workflows/avatar/a.ts',
      '@temporalio/client',
      'workflows-are-deterministic',
    ],
    ['an interceptor to import grammY', 'src/workflows/interceptors/a.ts', 'grammy', 'interceptors-are-deterministic'],
    ['a client to import the worker', 'src/workflows/avatar/client.ts', '@temporalio/worker', 'clients-know-contracts'],
    ['the bot to import MikroORM', 'src/bot/a.ts', '@mikro-orm/core', 'bot-only-talks-to-workflows'],
    ['an entity to import grammY', 'src/entities/a.ts', 'grammy', 'entities-are-records'],
    ['an activity to import the client', 'src/activities/a.ts', '@temporalio/client', 'activities-know-ports'],
  ];
  for (const [what, from, name, rule] of packages) {
    it(`forbid ${what}, as a type, too`, async () => {
      const files = {
        [from]: `import type { x } from '${name}';\nexport type Y = x;\n`,
        [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
        [`node_modules/${name}/index.js`]: 'exports.x = 1;\n',
      };
      expect(await broken(files)).to.include(rule);
    });
  }

  it('forbid a circle', async () => {
    const files = {
      'src/domain/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'src/domain/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    };
    expect(await broken(files)).to.include('no-circular');
  });

  it('forbid a workflow to import values of activities, but not types', async () => {
    const index = { 'src/activities/index.ts': 'export type A = 1;\nexport const a = 1;\n' };
    const asType = { 'src/workflows/a.ts': "import type { A } from '../activities/index.ts';\nexport type B = A;\n" };
    const asValue = { 'src/workflows/a.ts': "import { a } from '../activities/index.ts';\nexport const b = a;\n" };
    expect(await broken({ ...index, ...asType })).to.deep.equal([]);
    expect(await broken({ ...index, ...asValue })).to.include('workflows-take-types-of-activities-alone');
  });
});
