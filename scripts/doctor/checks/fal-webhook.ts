import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { NotChecked, ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { call, Unanswered } from '../reach.ts';
import type { Settings } from '../settings.ts';

const KeySet = v.object({ keys: v.pipe(v.array(v.object({ x: v.string() })), v.nonEmpty()) });

/** Addresses of one's own networks, and names without a domain or of a home. Source: RFC 1918, RFC 6598, RFC 6762, RFC 4193. */
const PRIVATE =
  /^(localhost$|127[.]|10[.]|192[.]168[.]|172[.](1[6-9]|2\d|3[01])[.]|100[.](6[4-9]|[7-9]\d|1[01]\d|12[0-7])[.]|169[.]254[.]|0[.]|\[::1?\]|\[f[cde])|[.](local|internal|lan|home[.]arpa|localhost)$/;

const PROXY = 'have the reverse proxy let POST /fal/… through to the process webhook (docs/operations.md)';

const START = 'start the process, and the reverse proxy before it: npm run start:webhook';

/** Whether FAL reaches the process webhook where it is told to, and that process FAL's keys. */
export const falWebhook = (settings: Settings): Check => ({
  name: 'fal-webhook',
  async run() {
    settings.need('FAL_WEBHOOK_URL', 'FAL_JWKS_URL', 'FAL_API_ROOT', 'FAL_KEY', 'AVATAR_TEST_MODE');
    const { webhookUrl, mode, apiRoot } = settings.worker.fal;
    if (webhookUrl === undefined) return [ok('not used: FAL is asked how trainings stand')];
    if (mode === 'test' && apiRoot === undefined) {
      const what = 'the simulator inside the worker signs with keys that the process webhook does not know';
      return [warning(what, 'leave FAL_WEBHOOK_URL out in test mode')];
    }
    const keys = await published(settings.webhook.jwksUrl);
    const outside = mode === 'live' ? unreachable(webhookUrl) : [];
    const findings = [...(outside.length > 0 ? outside : await answers(webhookUrl)), ...keys];
    return findings.length > 0 ? findings : [ok(`${new URL(webhookUrl).host} answers, and asks for FAL’s signature`)];
  },
});

function unreachable(webhookUrl: string): Finding[] {
  const { protocol, hostname } = new URL(webhookUrl);
  const inside = PRIVATE.test(hostname) || (!hostname.includes('.') && isIP(hostname.replace(/[[\]]/g, '')) === 0);
  if (!inside && protocol === 'https:') return [];
  return [wrong(`FAL cannot reach ${hostname}`, 'set FAL_WEBHOOK_URL to a public https address, or leave it out')];
}

/** Without a signature, what answers 401 is ours: nothing comes of the call but a line in its log. */
async function answers(webhookUrl: string): Promise<Finding[]> {
  const { host } = new URL(webhookUrl);
  const own = `${host}, which FAL_WEBHOOK_URL names,`;
  try {
    const response = await call(`${webhookUrl}/fal/${randomUUID()}/1`, { method: 'POST', body: '{}' });
    const { status, headers } = response;
    await response.body?.cancel();
    if (status === 401 && headers.has('www-authenticate')) return [wrong(`${own} asks for a password`, PROXY)];
    if (status === 401) return [];
    if (status === 413) return [wrong(`${own} takes no bodies (413)`, PROXY)];
    if (status >= 502 && status <= 504) {
      return [wrong(`behind ${own} nothing answers (${status})`, START)];
    }
    return [wrong(`${own} is not the process webhook: it answers ${status} in place of 401`, PROXY)];
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const what = `${own} does not answer this machine (${error.message})`;
    if (error.message === 'ECONNREFUSED') return [wrong(what, START)];
    // A machine may be kept from its own outer address, by NAT, where everybody else is not.
    return /^(not in|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)/.test(error.message)
      ? [warning(what, 'call it from outside: a POST is to be answered with 401')]
      : [wrong(what, 'correct FAL_WEBHOOK_URL, or the name and the certificate of the reverse proxy')];
  }
}

async function published(jwksUrl: string): Promise<Finding[]> {
  const what = `FAL’s keys cannot be had at ${new URL(jwksUrl).host}`;
  const mend = 'check the network, or FAL_JWKS_URL; without keys no webhook is taken';
  try {
    const response = await call(jwksUrl);
    if (!response.ok) return [wrong(`${what} (status ${response.status})`, mend)];
    return v.is(KeySet, await response.json()) ? [] : [wrong(`${what} (it is no set of keys)`, mend)];
  } catch (error) {
    if (error instanceof NotChecked) throw error;
    return [wrong(`${what} (${error instanceof Unanswered ? error.message : 'it is no JSON'})`, mend)];
  }
}
