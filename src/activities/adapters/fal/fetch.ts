import { StoredBlob } from './stored-blob.ts';

type Fetch = typeof globalThis.fetch;

export interface FalFetchOptions {
  /** Takes the place of `scheme://host` for FAL's hosts; without it FAL itself is called. */
  readonly apiRoot?: URL | undefined;
  readonly fetch: Fetch;
  /** Ends every call. The client gives no signal of its own to uploads. */
  readonly signal: AbortSignal;
  /** Is shown the body of every good answer: the client drops that of a cancel. */
  readonly onAnswer?: (body: string) => void;
}

/**
 * A call to FAL that came to nothing. FAL's client repeats what looks like a network error, and answers 429, 502, 503
 * and 504, a submission's too, and has no option against it. An error of this `name` it never repeats.
 */
export class FalFailure extends Error {
  override readonly name = 'AbortError';
  /** HTTP status and body of the answer; no status: there was none. */
  readonly status: number | undefined;
  readonly body: string;
  /** FAL's word in the header X-Fal-Error-Type. */
  readonly errorType: string | undefined;
  /** False: not a byte of the request has left. */
  readonly sent: boolean;

  constructor(
    message: string,
    answer: { status?: number; body?: string; errorType?: string | undefined; sent: boolean },
  ) {
    super(message);
    this.status = answer.status;
    this.body = answer.body ?? '';
    this.errorType = answer.errorType;
    this.sent = answer.sent;
  }
}

/**
 * A `fetch` for FAL's client: one call makes one request, and every outcome but a whole 2xx answer is a FalFailure.
 * Answers are read to their end here, for a body cut off would have the client call again.
 */
export function createFalFetch({ apiRoot, fetch, signal, onAnswer }: FalFetchOptions): Fetch {
  return async (input, init) => {
    if (signal.aborted) throw new FalFailure('FAL was not called: stopped before', { sent: false });
    let answer: Response;
    let body: string;
    try {
      // No redirect of a POST is followed: that would send a submission twice.
      const redirect = init?.method === 'POST' ? 'manual' : 'follow';
      answer = await fetch(falAddress(input, apiRoot), { ...(await sendable(init)), signal, redirect });
      body = await answer.text();
    } catch (error) {
      const { reason, sent } = explain(error);
      throw new FalFailure(`FAL gave no answer: ${reason}`, { sent });
    }
    const { ok, status, headers } = answer;
    const errorType = headers.get('x-fal-error-type') ?? undefined;
    if (!ok) throw new FalFailure(`FAL answered ${status}`, { status, body, errorType, sent: true });
    onAnswer?.(body);
    return new Response(status === 204 ? null : body, { status, headers });
  };
}

/** A file in storage is read while it is sent. */
async function sendable(init: RequestInit | undefined): Promise<RequestInit | undefined> {
  if (!(init?.body instanceof StoredBlob)) return init;
  const { body, duplex, headers } = await init.body.request();
  return { ...init, body, duplex, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers } };
}

/** FAL's own address, or the same path at `apiRoot`. Addresses that are not FAL's are left alone. */
export function falAddress(input: string | URL | Request, apiRoot: URL | undefined): URL {
  const url = new URL(input instanceof Request ? input.url : input);
  if (apiRoot === undefined || !/(^|\.)fal\.(run|ai|media)$/.test(url.hostname)) return url;
  return new URL(`${apiRoot.pathname.replace(/\/+$/, '')}${url.pathname}${url.search}`, apiRoot);
}

/** System calls and errors that come before a connection stands (node:dns, node:net, node:tls, undici). */
const connecting = new Set<unknown>(['connect', 'getaddrinfo']);
const notConnected =
  /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

/** A network error in a word, without its address, and whether the request may have left. */
export function explain(error: unknown): { reason: string; sent: boolean } {
  let reason = 'unknown';
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'AbortError' || at.name === 'TimeoutError') reason = at.name;
    if ('code' in at && typeof at.code === 'string') reason = at.code;
    // Of several addresses tried, each failed to connect.
    const attempts: unknown[] = at instanceof AggregateError ? at.errors : [at];
    if (notConnected.test(reason) || attempts.every(failedToConnect)) return { reason, sent: false };
  }
  return { reason, sent: true };
}

function failedToConnect(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && connecting.has(error.syscall);
}
