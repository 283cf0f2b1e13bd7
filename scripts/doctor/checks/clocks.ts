import type { WorkerConfig } from '../../../src/runtime/config/index.ts';
import { falAddress } from '../../../src/activities/adapters/fal/fetch.ts';
import { ok, notChecked, warning, wrong, type Check, type Finding } from '../check.ts';
import { call, found, inTime, type Reach } from '../reach.ts';
import type { Settings } from '../settings.ts';
import { inTime as told } from '../words.ts';

/** From this difference on, something is refused. Sources: fal.ai docs, Webhooks (300 s either way); S3's RequestTimeTooSkewed (15 min). */
const REFUSED_MS = 300_000;
/** From this difference on, a clock is not kept by NTP. A `Date` header has whole seconds, and takes time to arrive. */
const UNKEPT_MS = 30_000;

/** Compares our clock with others'. */
export const clocks = (reach: Reach, settings: Settings, now: () => number = Date.now): Check => ({
  name: 'clocks',
  async run() {
    const { telegram, fal, minio } = settings.worker;
    const others: [string, () => Promise<number>][] = [
      ['Telegram', () => dateAt(settings, 'TELEGRAM_API_ROOT', telegram.apiRoot)],
      ['MinIO', () => dateAt(settings, 'MINIO_ENDPOINT', minio.endpoint)],
      ['PostgreSQL', () => timeOfDatabase(reach)],
      ...(asksFal(fal)
        ? [['FAL', () => dateAt(settings, 'FAL_API_ROOT', falRoot(fal).href)] as [string, () => Promise<number>]]
        : []),
    ];
    const seen = await Promise.all(others.map(([name, ask]) => compare(name, ask, now)));
    const apart = seen.filter(({ level }) => level !== 'ok');
    const agreed = seen.filter(({ level }) => level === 'ok').map(({ what }) => what);
    return agreed.length > 0 ? [ok(`ours agrees with ${agreed.join(', ')}`), ...apart] : apart;
  },
});

async function compare(name: string, ask: () => Promise<number>, now: () => number): Promise<Finding> {
  const before = now();
  let theirs: number;
  try {
    theirs = await inTime(ask());
  } catch {
    return notChecked(`${name} tells no time`);
  }
  // The other clock was read between request and answer.
  const ahead = theirs < before ? before - theirs : theirs > now() ? now() - theirs : 0;
  if (Math.abs(ahead) < UNKEPT_MS) return ok(name);
  const what = `ours is ${told(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'} ${name}'s`;
  const fix = 'keep the clocks of all machines by NTP (timedatectl set-ntp true)';
  return Math.abs(ahead) < REFUSED_MS ? warning(what, fix) : wrong(what, fix);
}

/** From the `Date` header, which every answer has, whatever its status. */
async function dateAt(settings: Settings, variable: string, url: string): Promise<number> {
  settings.need(variable);
  const response = await call(new URL('/', url), { method: 'HEAD' });
  const time = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(time)) throw new Error('no Date header');
  return time;
}

async function timeOfDatabase(reach: Reach): Promise<number> {
  const orm = await found(reach.database(), 'no database');
  const [row] = await orm.em.execute<{ ms: string }[]>('select extract(epoch from clock_timestamp()) * 1000 as ms');
  return Number(row?.ms);
}

const asksFal = ({ mode, apiRoot }: WorkerConfig['fal']): boolean => mode === 'live' || apiRoot !== undefined;

function falRoot({ apiRoot }: WorkerConfig['fal']): URL {
  return falAddress('https://rest.fal.ai/', apiRoot === undefined ? undefined : new URL(apiRoot));
}
