import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, readBotConfig } from '../../../src/runtime/config/index.ts';
import { builtInTrainers, chooseTrainer, trainingInput } from '../../../src/domain/training/trainers.ts';

const secrets = { TELEGRAM_BOT_TOKEN: '123456:token', DATABASE_URL: 'postgresql://aisha:x@127.0.0.1/aisha' };
const example = fileURLToPath(new URL('../../../config/trainers.example.json', import.meta.url));

describe('a file of trainers', () => {
  let folder: string;
  let entry: Record<string, unknown>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainers-'));
    const all = JSON.parse(await readFile(example, 'utf8')) as Record<string, Record<string, unknown>>;
    entry = all['our-style'] ?? {};
  });
  after(() => rm(folder, { recursive: true }));

  const fileOf = async (content: unknown): Promise<string> => {
    const path = join(folder, 'trainers.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const problemsOf = (env: Record<string, string>): readonly string[] => {
    try {
      readBotConfig({ ...secrets, ...env });
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  it('adds trainers and replaces them, as the example shows', () => {
    const { trainers } = readBotConfig({ ...secrets, TRAINERS_FILE: example, TRAINER_STYLE: 'our-style' });
    const style = chooseTrainer('style', trainers);
    expect(style).to.include({ name: 'our-style', endpoint: 'fal-ai/flux-lora-fast-training', leaves: 'weights' });
    expect(style.usualMs).to.deep.equal([120_000, 600_000]);
    expect(trainingInput(style, { avatarType: 'style' }, 'c')).to.include({ is_style: true, steps: 1000 });
    const portrait = chooseTrainer('portrait', trainers);
    expect(trainingInput(portrait, { avatarType: 'character' }, 'c')).to.include({ steps: 2000 });
    expect(trainers.registry).to.include({ 'flux-pro': builtInTrainers['flux-pro'] });
  });

  it('may contain everything that a built-in trainer has', async () => {
    const written = Object.fromEntries(
      Object.entries(builtInTrainers).map(([name, { usualMs, ...rest }]) => [
        name,
        { ...rest, usualTime: usualMs.map((time) => `${time}ms`) },
      ]),
    );
    const { trainers } = readBotConfig({ ...secrets, TRAINERS_FILE: await fileOf(written) });
    expect(trainers.registry).to.deep.equal(builtInTrainers);
  });

  for (const [what, change, place, problem] of [
    ['a key that is missing', { leaves: undefined }, 'mine.leaves', 'is missing'],
    ['a key that is not known', { webhook: 'x' }, 'mine.webhook', 'is not known here: take it out'],
    ['a wrong word', { leaves: 'gold' }, 'mine.leaves', 'is "gold": expected ("weights" | "finetune_id")'],
    ['an address for an endpoint', { endpoint: 'https://fal.run/x' }, 'mine.endpoint', 'is no endpoint of FAL’s: as'],
    ['a price in words', { priceUsd: { fast: '2', balanced: 2, quality: 3 } }, 'mine.priceUsd.fast', 'expected number'],
    [
      'a price below nothing',
      { priceUsd: { fast: -1, balanced: 2, quality: 3 } },
      'mine.priceUsd.fast',
      'is less than',
    ],
    ['a preset that is missing', { presets: { fast: {}, quality: {} } }, 'mine.presets.balanced', 'is missing'],
    ['a bare number for a time', { usualTime: ['3', '5m'] }, 'mine.usualTime.0', 'is not a duration: write it as'],
    ['times in the wrong order', { usualTime: ['9m', '5m'] }, 'mine.usualTime', 'has the longer time first'],
    [
      'the archive among the parameters',
      { parameters: { images_data_url: 'x' } },
      'mine',
      'sets images_data_url among',
    ],
    ['a list for a parameter', { parameters: { steps: [1] } }, 'mine.parameters.steps', 'expected'],
  ] as const) {
    it(`with ${what} is refused, with the file, the place and what is expected`, async () => {
      const path = await fileOf({ mine: { ...entry, ...change } });
      const [line, ...more] = problemsOf({ TRAINERS_FILE: path });
      expect(line).to.contain(`TRAINERS_FILE, ${path}: ${place} `).and.contain(problem);
      expect(more).to.deep.equal([]);
    });
  }

  it('that cannot be read, or is no JSON, is refused without its content or name', async () => {
    expect(problemsOf({ TRAINERS_FILE: '/no/such/secret' })).to.deep.equal([
      'TRAINERS_FILE is no file that can be read (ENOENT): name one, as config/trainers.json, or leave it out',
    ]);
    const [line, ...more] = problemsOf({ TRAINERS_FILE: await fileOf('FAL_KEY=secret') });
    expect(line).to.match(/^TRAINERS_FILE is not JSON: see/);
    expect(more).to.deep.equal([]);
  });

  it('must agree with the chosen trainers', async () => {
    const path = await fileOf({ mine: entry });
    expect(problemsOf({ TRAINERS_FILE: path, TRAINER_STYLE: 'mine' })).to.deep.equal([]);
    for (const env of [{ TRAINER_STYLE: 'mine' }, { TRAINERS_FILE: path, TRAINER_STYLE: 'constructor' }]) {
      expect(problemsOf(env)[0]).to.match(/^TRAINER_STYLE is no trainer: set one of flux-lora-portrait, /);
    }
  });
});
