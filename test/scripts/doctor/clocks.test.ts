import { expect } from 'chai';
import { clocks } from '../../../scripts/doctor/checks/clocks.ts';
import { closedUrl, serve, type HttpStub } from '../../support/http-stub.ts';
import { servers } from '../../support/servers.ts';
import { look, nowhere } from './lab.ts';

describe('the check of clocks', () => {
  let database: string;
  /** How far its clock is ahead, ms. */
  let ahead = 0;
  let other: HttpStub;

  before(async () => {
    database = (await servers()).env['DATABASE_URL'] ?? '';
    other = await serve((_, response) =>
      response.writeHead(403, { date: new Date(Date.now() + ahead).toUTCString() }).end(),
    );
  });
  after(() => other.close());

  const check = (theirs: number, env: Record<string, string> = {}, ours = 0) => {
    ahead = theirs;
    return look((reach, settings) => clocks(reach, settings, () => Date.now() + ours), {
      ...nowhere,
      TELEGRAM_API_ROOT: other.url,
      FAL_API_ROOT: other.url,
      MINIO_ENDPOINT: other.url,
      DATABASE_URL: database,
      ...env,
    });
  };

  it('accepts clocks that agree', async () => {
    expect(await check(5_000)).to.deep.equal(['ok: ours agrees with Telegram, MinIO, PostgreSQL, FAL']);
  });

  it("warns of half a minute, and reports five minutes as an error, with the clock's owner", async () => {
    const unkept = await check(90_000);
    expect(unkept).to.have.length(4);
    expect(unkept[0]).to.equal('ok: ours agrees with PostgreSQL');
    expect(unkept[1]).to.match(/^warning: ours is (89|90|91) s behind Telegram's: .*NTP/);
    expect((await check(-400_000))[3]).to.match(/^error: ours is 7 min ahead of FAL's: /);
  });

  it('reports our own clock', async () => {
    const lines = await check(0, {}, 20 * 60_000);
    expect(lines).to.have.length(4);
    for (const line of lines) expect(line).to.match(/^error: ours is 20 min ahead of /);
  });

  it('skips servers that do not answer, and FAL when it is not used', async () => {
    const lines = await look((reach, settings) => clocks(reach, settings), {
      ...nowhere,
      TELEGRAM_API_ROOT: await closedUrl(),
      MINIO_ENDPOINT: other.url,
      DATABASE_URL: database,
    });
    expect(lines).to.deep.equal([
      'ok: ours agrees with MinIO, PostgreSQL',
      'not_checked: not checked: Telegram tells no time',
    ]);
  });
});
