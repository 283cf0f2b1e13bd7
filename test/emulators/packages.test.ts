import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const project = fileURLToPath(new URL('../..', import.meta.url));
// As outside this project: by the machine's own Node and npm, without what npm tells its children.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_') && !name.startsWith('NODE_')),
);
env['PATH'] = (env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);
const run = (cwd: string, ...args: string[]) => promisify(execFile)('npm', args, { cwd, env });

describe('the emulators as packages (tried by npm run test:full)', function () {
  this.timeout(300_000);
  let folder: string;

  before(async function () {
    if (process.env['TEST_FULL'] === undefined) {
      process.stderr.write('      left out: packing and installing takes a minute; npm run test:full tries it\n');
      return this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), 'emulator-packages-'));
    await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}');
    await run(project, 'pack', '--workspaces', '--pack-destination', folder, '--loglevel', 'error');
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    expect(tarballs).to.have.length(2);
    await run(folder, 'install', '--no-audit', '--no-fund', ...tarballs.map((name) => `./${name}`));
  });
  after(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  /** Starts a bin, as `npx` does. */
  async function started(name: string) {
    const bin = join(folder, 'node_modules', '.bin', name);
    const child = spawn(bin, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      const [url] = /http:\S+/.exec(line) ?? [];
      const end = async () => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      };
      if (url !== undefined) return { url, line, end };
    }
    throw new Error(`${name} did not start`);
  }

  it('hold a Telegram that talks to a bot, and shows its chat in a browser', async () => {
    const { url, line, end } = await started('telegram-bot-api-emulator');
    try {
      const [, token] = /for the bot (\S+)/.exec(line) ?? [];
      const me = (await (await fetch(`${url}/bot${token}/getMe`)).json()) as { result: { username: string } };
      expect(me.result.username).to.equal('emulator_bot');
      const page = await (await fetch(url)).text();
      const [, script] = /src="\.?(\/assets\/[^"]+\.js)"/.exec(page) ?? [];
      expect((await fetch(`${url}${script}`)).status).to.equal(200);
    } finally {
      await end();
    }
  });

  it('hold a FAL that takes a request and answers it', async () => {
    const { url, end } = await started('fal-emulator');
    try {
      const headers = { authorization: 'Key a:b', 'content-type': 'application/json' };
      const body = JSON.stringify({ prompt: 'a lake' });
      const submitted = await fetch(`${url}/fal-ai/flux-lora`, { method: 'POST', headers, body });
      expect(submitted.status).to.equal(200);
      const { status_url: status } = (await submitted.json()) as { status_url: string };
      expect((await fetch(status, { headers })).status).to.equal(202);
    } finally {
      await end();
    }
  });

  it('can be imported, with their types', async () => {
    await writeFile(
      join(folder, 'user.ts'),
      `import { startFalEmulator } from 'fal-emulator';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator } from 'telegram-bot-api-emulator';
import { TelegramUser } from 'telegram-bot-api-emulator/client';
const [fal, telegram] = await Promise.all([startFalEmulator(), startTelegramEmulator()]);
const id: number = await new TelegramUser(telegram.url, { first_name: 'Ann' }).say('Hello');
const token: string = EMULATOR_BOT_TOKEN;
console.log(id, token.length, fal.url.length);
await Promise.all([fal.close(), telegram.close()]);
`,
    );
    const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
    const settings = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--types', 'node'];
    const types = ['--typeRoots', join(project, 'node_modules/@types')];
    await promisify(execFile)(process.execPath, [tsc, ...settings, ...types, 'user.ts'], { cwd: folder, env });
    const { stdout } = await promisify(execFile)('node', ['user.js'], { cwd: folder, env });
    expect(stdout).to.match(/^\d+ \d+ \d+\n$/);
  });
});
