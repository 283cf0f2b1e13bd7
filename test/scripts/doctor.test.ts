import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../scripts/doctor/output.ts';
import { AVATAR_TASK_QUEUE } from '../../src/workflows/shared/task-queues.ts';
import { STORAGE_SWEEP } from '../../src/workflows/storage-sweep/contract.ts';
import { settingNames } from '../../stack/given.ts';
import { setUpSchedules } from '../../temporal/schedules.ts';
import { compileCache } from '../support/compile-cache.ts';
import { serve } from '../support/http-stub.ts';
import { product, type Product } from '../support/product.ts';
import { nowhere } from './doctor/lab.ts';

const script = `${import.meta.dirname}/../../scripts/doctor.ts`;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the script as `npm run doctor` does. */
function doctor(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...compileCache, ...variables };
    const child = execFile(process.execPath, ['--', script, ...args], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const names = [
  'configuration',
  'node',
  'models',
  'workflow-bundle',
  'telegram-token',
  'telegram-updates',
  'telegram-webhook',
  'fal-key',
  'fal-webhook',
  'temporal',
  'temporal-namespace',
  'temporal-search-attributes',
  'temporal-schedules',
  'temporal-workers',
  'temporal-stuck-runs',
  'database',
  'schema',
  'storage',
  'storage-privacy',
  'storage-retention',
  'clocks',
];

describe('npm run doctor', () => {
  describe('on a deployment that is well', () => {
    let aisha: Product;
    before(async function () {
      this.timeout(120_000);
      aisha = await product();
      await setUpSchedules(aisha.client, AVATAR_TASK_QUEUE);
    });
    after(() => aisha.client.schedule.getHandle(STORAGE_SWEEP).delete());

    it('has a line for each check, and exit code 0', async () => {
      const { code, stdout, stderr } = await doctor(aisha.stack.env);
      expect(stderr).to.equal('');
      const lines = stdout.trimEnd().split('\n');
      expect(lines.slice(0, -2).filter((line) => !/^✔ [a-z-]+ — \S/.test(line))).to.deep.equal([]);
      expect(new Set(lines.slice(0, -2).map((line) => line.split(' ')[1]))).to.deep.equal(new Set(names));
      expect(lines.at(-1)).to.equal('nothing is wrong');
      expect(code).to.equal(0);
    });

    it('gives programs the same', async () => {
      const { code, stdout } = await doctor(aisha.stack.env, '--json');
      const { findings, counts, ...rest } = JSON.parse(stdout) as Report;
      expect(rest).to.deep.equal({ version: 1, ok: true });
      expect(counts).to.deep.equal({ ok: findings.length, warning: 0, error: 0, not_checked: 0 });
      expect([...new Set(findings.map(({ check }) => check))]).to.deep.equal(names);
      for (const finding of findings) {
        expect(finding).to.have.all.keys('check', 'level', 'what', 'fix');
        expect([finding.level, finding.fix]).to.deep.equal(['ok', null]);
      }
      expect(code).to.equal(0);
    });

    it('has exit code 0 with only warnings', async () => {
      const { code, stdout } = await doctor({ ...aisha.stack.env, TELEGRAM_TOKEN: 'x' });
      expect(stdout)
        .to.match(/^! configuration — TELEGRAM_TOKEN is read by nobody: /m)
        .and.match(/\nnothing is wrong, 1 warning\n$/);
      expect(code).to.equal(0);
    });

    it('reads an env file, which the environment overrides', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
      try {
        const file = join(folder, 'env');
        const named = Object.entries(aisha.stack.env).filter(([name]) => settingNames.test(name));
        const all = [...named, ['LOG_LEVEL', 'loud']];
        await writeFile(file, all.map(([name, value]) => `${name}=${value}\n`).join(''));
        const { PATH = '' } = process.env;
        expect((await doctor({ PATH, LOG_LEVEL: 'info' }, '--env-file', file)).code).to.equal(0);
        expect((await doctor({ PATH }, '--env-file', file)).stdout).to.include(
          '✖ configuration — LOG_LEVEL is no level',
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  });

  describe('where much is wrong', () => {
    it('reports everything, each with what fixes it, and ends with 1', async () => {
      const { code, stdout } = await doctor({ ...nowhere, LOG_LEVEL: 'loud', PHOTO_MIN_SIDE: '0' }, '--json');
      const { ok, findings, counts } = JSON.parse(stdout) as Report;
      expect({ code, ok }).to.deep.equal({ code: 1, ok: false });
      const wrong = findings.filter(({ level }) => level === 'error');
      expect(wrong.map(({ check }) => check)).to.deep.equal([
        'configuration',
        'configuration',
        'telegram-token',
        'temporal',
        'database',
        'storage',
      ]);
      expect(counts.error).to.equal(wrong.length);
      for (const { fix, check } of wrong) expect(fix, check).to.be.a('string').and.not.equal('');
      const unknown = findings.filter(({ level }) => level === 'not_checked');
      expect(unknown.map(({ check }) => check)).to.include.members(['telegram-updates', 'schema', 'storage-privacy']);
      for (const { what } of unknown) expect(what).to.match(/^not checked: ./);
    });

    it('prints the same as lines', async () => {
      const { code, stdout } = await doctor({ NODE_ENV: 'production' });
      expect(code).to.equal(1);
      for (const name of [
        'TELEGRAM_BOT_TOKEN',
        'DATABASE_URL',
        'MINIO_ENDPOINT',
        'MINIO_ACCESS_KEY',
        'MINIO_SECRET_KEY',
        'FAL_KEY',
      ]) {
        expect(stdout).to.match(new RegExp(`^✖ configuration — ${name} is missing: .+$`, 'm'));
      }
      expect(stdout).to.match(/^– database — not checked: DATABASE_URL must be set right first$/m);
      expect(stdout).to.match(/\n\d+ things wrong, .*\d+ not checked\n$/);
    });

    const hostile = {
      TELEGRAM_BOT_TOKEN: '123456789:SeSaMe1_SeSaMe1_SeSaMe1_SeSaMe1_abc',
      FAL_KEY: 'key-id:SeSaMe2 $& \\ "SeSaMe2"',
      DATABASE_URL: 'postgresql://aisha:SeSaMe3%40%0A@127.0.0.1:1/aisha?password=SeSaMe3',
      MINIO_ENDPOINT: 'http://who:SeSaMe4@127.0.0.1:1',
      MINIO_ACCESS_KEY: 'SeSaMe5',
      MINIO_SECRET_KEY: 'SeSaMe6\u001b[31m\nSeSaMe6',
      TELEGRAM_API_ROOT: 'http://who:SeSaMe7@127.0.0.1:1/SeSaMe7',
      FAL_API_ROOT: 'http://who:SeSaMe8@127.0.0.1:1',
      FAL_WEBHOOK_URL: 'https://who:SeSaMe9@127.0.0.1:1',
      TELEGRAM_WEBHOOK_URL: 'https://who:SeSaMeA@127.0.0.1:1/SeSaMe',
      TELEGRAM_WEBHOOK_SECRET: 'SeSaMeB_SeSaMeB_SeSaMeB',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      TEMPORAL_API_KEY: 'SeSaMe0',
    };
    for (const [what, env] of [
      ['as they are', hostile],
      [
        'in addresses that cannot be read',
        { ...hostile, DATABASE_URL: 'postgresql://aisha:Se/SaMe@SeSaMe3@127.0.0.1:1/aisha' },
      ],
      [
        'in the wrong places',
        Object.fromEntries(Object.entries(hostile).map(([name], at, all) => [name, all.at(at - 1)?.[1] ?? ''])),
      ],
      [
        'with spaces around them',
        Object.fromEntries(Object.entries(hostile).map(([name, value]) => [name, ` ${value}\r`])),
      ],
    ] as const) {
      it(`shows no secret, ${what}`, async () => {
        for (const args of what === 'as they are' ? [[], ['--json']] : [[]]) {
          const { code, stdout, stderr } = await doctor(env, ...args);
          expect(code).to.equal(1);
          expect(stdout + stderr).to.not.match(/SeSaMe|SaMe@/);
          expect(stdout).to.include('telegram-token').and.not.include('\u001b');
        }
      });
    }

    it('shows no secret that a server repeats', async () => {
      const { FAL_KEY, MINIO_SECRET_KEY } = { FAL_KEY: 'key-id:SeSaMe2', MINIO_SECRET_KEY: 'SeSaMe6' };
      const fal = await serve((_, response) =>
        response.writeHead(403).end(JSON.stringify({ detail: `not ${FAL_KEY}` })),
      );
      const minio = await serve((_, response) =>
        response.writeHead(403).end(`<Error><Code>Odd</Code><Message>not ${MINIO_SECRET_KEY}</Message></Error>`),
      );
      try {
        const servers = { FAL_API_ROOT: fal.url, MINIO_ENDPOINT: minio.url };
        const { stdout } = await doctor({ ...nowhere, ...servers, FAL_KEY, MINIO_SECRET_KEY });
        expect(stdout)
          .to.match(/^✖ fal-key — .*not …/m)
          .and.match(/^✖ storage — .*not …/m);
        expect(stdout).to.not.include('SeSaMe');
      } finally {
        await fal.close();
        await minio.close();
      }
    });
  });

  for (const [what, args, says] of [
    ['an option that is none', ['--fix'], "Unknown option '--fix'"],
    ['a word', ['please'], "Unexpected argument 'please'"],
    ['an env file that is not there', ['--env-file', '/nowhere/env'], '/nowhere/env'],
  ] as const) {
    it(`ends with code 2 and says how it is used, by ${what}`, async () => {
      const { code, stdout, stderr } = await doctor({}, ...args);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(stderr).to.include(says).and.include('usage: npm run doctor');
    });
  }

  it('says how it is used', async () => {
    const { code, stdout } = await doctor({}, '--help');
    expect(code).to.equal(0);
    expect(stdout).to.include('usage: npm run doctor').and.include('--env-file FILE');
  });
});
