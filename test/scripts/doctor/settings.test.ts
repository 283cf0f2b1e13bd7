import { expect } from 'chai';
import { NotChecked } from '../../../scripts/doctor/check.ts';
import { configuration } from '../../../scripts/doctor/checks/configuration.ts';
import { readSettings } from '../../../scripts/doctor/settings.ts';
import { look, nowhere } from './lab.ts';

const names = (problems: readonly string[]) => problems.map((problem) => problem.split(' ')[0]);

describe('what doctor reads', () => {
  it('is every fault of every process, even one that shows only when the rest is right', () => {
    const { problems } = readSettings({
      NODE_ENV: 'production',
      MINIO_ENDPOINT: 'storage',
      AVATAR_MIN_PHOTOS: '21',
      PHOTO_BURST_QUIET: 'soon',
      WEBHOOK_PORT: 'eighty',
    });
    expect(names(problems)).to.have.members([
      'TELEGRAM_BOT_TOKEN',
      'DATABASE_URL',
      'MINIO_ENDPOINT',
      'MINIO_ACCESS_KEY',
      'MINIO_SECRET_KEY',
      'PHOTO_BURST_QUIET',
      'WEBHOOK_PORT',
      'AVATAR_MIN_PHOTOS',
      'FAL_KEY',
    ]);
  });

  it('is usable despite faults, and wrong values are never used', () => {
    const settings = readSettings({
      ...nowhere,
      DATABASE_URL: 'mysql://x',
      AVATAR_MIN_PHOTOS: '50',
      AVATAR_MAX_PHOTOS: '5',
    });
    expect(settings.problems.filter((problem) => problem.includes('AVATAR_'))).to.have.length(1);
    expect(settings.bot.policy.photos).to.include({ minPhotos: 10, maxPhotos: 20 });
    expect(settings.worker.minio.accessKey).to.equal(nowhere.MINIO_ACCESS_KEY);
    settings.need('MINIO_ACCESS_KEY');
    expect(() => settings.need('MINIO_ACCESS_KEY', 'DATABASE_URL')).to.throw(NotChecked, 'DATABASE_URL');
  });

  for (const password of ['p@ss/word', 'pa/ss@word', 'p?a@ss']) {
    it(`does not take a part of the password ${password} for the server's address`, () => {
      const { problems } = readSettings({ ...nowhere, DATABASE_URL: `postgresql://aisha:${password}@db/aisha` });
      expect(names(problems)).to.deep.equal(['DATABASE_URL']);
      expect(problems.join())
        .to.match(/(percent-encode|is not an address)/)
        .and.not.include(password);
    });
  }
});

describe('the check of the configuration', () => {
  const check = (env: Record<string, string>) => look((_, settings) => configuration(settings, env), env);

  it('reports nothing for a complete one', async () => {
    expect(await check(nowhere)).to.deep.equal(['ok: every variable that is set can be used']);
  });

  it('has a line for each wrong variable: the fault, and what to do', async () => {
    const lines = await check({ ...nowhere, TELEGRAM_BOT_TOKEN: ' ', LOG_LEVEL: 'loud' });
    expect(lines).to.deep.equal([
      'error: LOG_LEVEL is no level: use debug, info, warn or error, or leave it out for info',
      'error: TELEGRAM_BOT_TOKEN is missing: get one from @BotFather in Telegram, with /newbot',
    ]);
  });

  it('warns of a variable that nobody reads', async () => {
    const lines = await check({ ...nowhere, FAL_KEYS: 'x', AVATAR_MIN_FOTOS: '3', PHOTO_OF: '', MINIO_ROOT_USER: 'x' });
    expect(lines).to.deep.equal([
      'warning: FAL_KEYS is read by nobody: look for its right name in .env.example',
      'warning: AVATAR_MIN_FOTOS is read by nobody: look for its right name in .env.example',
    ]);
  });
});
