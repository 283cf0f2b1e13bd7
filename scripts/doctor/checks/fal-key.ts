import { createFalFetch, FalFailure } from '../../../src/activities/adapters/fal/fetch.ts';
import { readError } from '../../../src/activities/adapters/fal/answer.ts';
import { findRequest } from '../../../src/activities/adapters/fal/platform.ts';
import type { WorkerConfig } from '../../../src/runtime/config/index.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { ANSWER_LIMIT_MS } from '../reach.ts';
import type { Settings } from '../settings.ts';

/** The start of an upload, as FAL's client begins one: it needs a key that may train, costs nothing, and uploads nothing. */
const INITIATE = 'https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3';

const NEW_KEY = 'make a key of scope API at fal.ai/dashboard/keys and set FAL_KEY';

/** Who trains; whether FAL accepts the key, and lets it look up submissions. Never submits anything. */
export const falKey = (settings: Settings, hasKey: boolean): Check => ({
  name: 'fal-key',
  async run() {
    settings.need('FAL_KEY', 'FAL_API_ROOT', 'AVATAR_TEST_MODE');
    const { fal, production } = settings.worker;
    const mode = trainsBy(fal, production, hasKey);
    if (fal.mode === 'test' && fal.apiRoot === undefined) return mode;
    const refused = await refusal(fal);
    return refused.length > 0 ? [...mode.filter(({ level }) => level !== 'ok'), ...refused] : mode;
  },
});

function trainsBy({ mode, apiRoot }: WorkerConfig['fal'], production: boolean, hasKey: boolean): Finding[] {
  const where = apiRoot === undefined ? 'FAL' : new URL(apiRoot).host;
  if (mode === 'live') {
    if (apiRoot === undefined || !production) return [ok(`live: ${where} accepts the key`)];
    const what = `${where}, which FAL_API_ROOT names, is given the key and all photos in place of FAL`;
    return [warning(what, 'leave FAL_API_ROOT out in production')];
  }
  const emulator = apiRoot === undefined ? 'an emulator inside the worker trains' : `the emulator at ${where} trains`;
  if (production) return [warning(`test mode, in production: ${emulator}`, 'leave AVATAR_TEST_MODE out, set FAL_KEY')];
  if (hasKey) {
    return [warning(`test mode: ${emulator}, though there is a key`, 'leave AVATAR_TEST_MODE out to train at FAL')];
  }
  return [ok(`test mode: ${emulator}`)];
}

async function refusal({ credentials, apiRoot: root }: WorkerConfig['fal']): Promise<Finding[]> {
  const apiRoot = root === undefined ? undefined : new URL(root);
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const falFetch = createFalFetch({ apiRoot, fetch, signal });
  const { endpoint } = chooseTrainer('portrait');
  const [upload, list] = await Promise.allSettled([
    falFetch(INITIATE, {
      method: 'POST',
      headers: { authorization: `Key ${credentials}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content_type: 'text/plain', file_name: 'doctor.txt' }),
    }),
    findRequest({ endpoint, field: 'doctor', value: '', since: Date.now(), signal }, { credentials, apiRoot, fetch }),
  ]);
  if (upload.status === 'rejected') return [explained(upload.reason, apiRoot)];
  if (list.status === 'rejected') {
    return [warning('FAL’s list of requests does not answer', 'see status.fal.ai; trainings go on without it')];
  }
  if (list.value !== 'not_allowed') return [];
  const what = 'the key may not see the list of requests: a submission in doubt is not found again by itself';
  return [warning(what, `${NEW_KEY}; where that does not help, one of scope ADMIN`)];
}

function explained(error: unknown, apiRoot: URL | undefined): Finding {
  const { message } = error instanceof FalFailure ? readError(error) : { message: 'FAL’s answer cannot be read' };
  const status = error instanceof FalFailure ? error.status : undefined;
  if (status === 401) return wrong(`the key is not accepted (${message})`, NEW_KEY);
  if (status === 403) return wrong(`the key may not train (${message})`, `see fal.ai/dashboard/billing, or ${NEW_KEY}`);
  const fix = apiRoot === undefined ? 'check the network and status.fal.ai' : 'check FAL_API_ROOT';
  return wrong(`nobody knows of the key: ${message}`, fix);
}
