import { isIP } from 'node:net';
import { warning, wrong, type Finding } from './check.ts';
import { call, Unanswered } from './reach.ts';

/** Private networks and local names. Source: RFC 1918, RFC 6598, RFC 6762, RFC 4193. */
const PRIVATE =
  /^(localhost$|127[.]|10[.]|192[.]168[.]|172[.](1[6-9]|2\d|3[01])[.]|100[.](6[4-9]|[7-9]\d|1[01]\d|12[0-7])[.]|169[.]254[.]|0[.]|\[::1?\]|\[f[cde])|[.](local|internal|lan|home[.]arpa|localhost)$/;

/** Where one of our processes is called from outside, by an authenticated caller. */
export interface PublicAddress {
  /** The variable that names it. */
  readonly variable: string;
  readonly caller: string;
  /** The path that the reverse proxy lets through. */
  readonly path: string;
  /** The process, and the command that starts it. */
  readonly process: string;
  readonly start: string;
}

/** Whether the caller cannot reach the address, judged by its text. */
export function outOfReach(url: string, { variable, caller }: PublicAddress): Finding[] {
  const { protocol, hostname } = new URL(url);
  const inside = PRIVATE.test(hostname) || (!hostname.includes('.') && isIP(hostname.replace(/[[\]]/g, '')) === 0);
  if (!inside && protocol === 'https:') return [];
  return [wrong(`${caller} cannot reach ${hostname}`, `set ${variable} to a public https address, or leave it out`)];
}

/** Calls it without authentication: an answer 401, without asking for a password, is ours. */
export async function answers(url: string, { variable, path, process, start }: PublicAddress): Promise<Finding[]> {
  const own = `${new URL(url).host}, which ${variable} names,`;
  const proxy = `have the reverse proxy let POST ${path} through to ${process} (docs/operations.md)`;
  const begin = `start ${process}, and the reverse proxy before it: ${start}`;
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await call(url, { method: 'POST', headers, body: '{}' });
    await response.body?.cancel();
    const { status } = response;
    if (status === 401 && response.headers.has('www-authenticate')) return [wrong(`${own} asks for a password`, proxy)];
    if (status === 401) return [];
    if (status >= 502 && status <= 504) return [wrong(`behind ${own} nothing answers (${status})`, begin)];
    return [wrong(`${own} is not ${process}: it answers ${status} in place of 401`, proxy)];
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const what = `${own} does not answer this machine (${error.message})`;
    if (error.message === 'ECONNREFUSED') return [wrong(what, begin)];
    // NAT may hide a machine's own public address from itself, but not from others.
    return /^(not in|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)/.test(error.message)
      ? [warning(what, 'call it from outside: a POST is to be answered with 401')]
      : [wrong(what, `correct ${variable}, or the name and the certificate of the reverse proxy`)];
  }
}
