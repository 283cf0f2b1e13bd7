import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { findHadolint, orSkip } from './tools.ts';

const project = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFile(project(path), 'utf8');

describe('Dockerfile', function () {
  this.timeout(120_000);

  it('passes its linter', async function () {
    const hadolint = await orSkip(this, findHadolint);
    const { stdout } = await promisify(execFile)(hadolint, ['--no-color', project('Dockerfile')]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).to.equal('');
  });

  it('runs on the Node that the lock file tests with', async () => {
    const lock: { packages: Record<string, { version: string }> } = JSON.parse(await read('package-lock.json'));
    const images = [...(await read('Dockerfile')).matchAll(/^FROM node:(\S+?)-/gm)].map(([, version]) => version);
    expect(new Set(images)).to.deep.equal(new Set([lock.packages['node_modules/node']?.version]));
  });

  it('copies files that exist and that .dockerignore lets through', async () => {
    const ignored = (await read('.dockerignore')).split('\n');
    const copied = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    expect(copied).to.include.members([
      'src',
      'migrations',
      'scripts/migrate.ts',
      'scripts/doctor.ts',
      'scripts/doctor',
      'package-lock.json',
    ]);
    for (const path of copied) {
      await access(project(path));
      expect(ignored, path).to.include(`!${path.split('/')[0]}`);
    }
  });

  it('contains every file that a service runs', async () => {
    const compose = await read('docker-compose.yml');
    const dockerfile = await read('Dockerfile');
    const commands = [...compose.matchAll(/\bnode, ((\w+)\/[\w/.-]+\.ts)/g)].map(([, path = '']) => path);
    expect(commands).to.include.members([
      'src/worker.ts',
      'src/bot.ts',
      'src/webhook.ts',
      'scripts/migrate.ts',
      'temporal/setup.ts',
      'scripts/healthcheck.ts',
    ]);
    for (const path of commands) {
      const [folder = ''] = path.split('/');
      expect(dockerfile).to.match(new RegExp(`^COPY .*\\b(${path}|${folder} ${folder}$)`, 'm'));
    }
  });
});
