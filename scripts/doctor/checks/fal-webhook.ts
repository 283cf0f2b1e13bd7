import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { answers, outOfReach, type PublicAddress } from '../public-address.ts';
import { call, Unanswered } from '../reach.ts';
import type { Settings } from '../settings.ts';

const KeySet = v.object({ keys: v.pipe(v.array(v.object({ x: v.string() })), v.nonEmpty()) });

const address: PublicAddress = {
  variable: 'FAL_WEBHOOK_URL',
  caller: 'FAL',
  path: '/fal/…',
  process: 'the process webhook',
  start: 'npm run start:webhook',
};

/** Whether FAL can reach the webhook process, and that process FAL's keys. Our call leaves a line in its log. */
export const falWebhook = (settings: Settings): Check => ({
  name: 'fal-webhook',
  async run() {
    settings.need('FAL_WEBHOOK_URL', 'FAL_JWKS_URL', 'FAL_API_ROOT', 'FAL_KEY', 'AVATAR_TEST_MODE');
    const { webhookUrl, mode, apiRoot } = settings.worker.fal;
    if (webhookUrl === undefined) return [ok('not used: FAL is asked how trainings stand')];
    if (mode === 'test' && apiRoot === undefined) {
      const what = 'the emulator inside the worker signs with keys that the process webhook does not know';
      return [warning(what, 'leave FAL_WEBHOOK_URL out in test mode')];
    }
    const far = mode === 'live' ? outOfReach(webhookUrl, address) : [];
    const called = far.length > 0 ? far : answers(`${webhookUrl}/fal/${randomUUID()}/1`, address);
    const findings = (await Promise.all([called, published(settings.webhook.jwksUrl)])).flat();
    return findings.length > 0 ? findings : [ok(`${new URL(webhookUrl).host} answers, and asks for FAL’s signature`)];
  },
});

async function published(jwksUrl: string): Promise<Finding[]> {
  const what = `FAL’s keys cannot be had at ${new URL(jwksUrl).host}`;
  const fix = 'check the network, or FAL_JWKS_URL; without keys no webhook is taken';
  try {
    const response = await call(jwksUrl);
    if (!response.ok) return [wrong(`${what} (status ${response.status})`, fix)];
    return v.is(KeySet, await response.json()) ? [] : [wrong(`${what} (it is no set of keys)`, fix)];
  } catch (error) {
    return [wrong(`${what} (${error instanceof Unanswered ? error.message : 'it is no JSON'})`, fix)];
  }
}
