import { StoredBlob } from './stored-blob.ts';

type Fetch = typeof globalThis.fetch;

export interface FalFetchOptions {
  /** Replaces `scheme://host` of FAL's addresses; absent: FAL itself. */
  readonly apiRoot?: URL | undefined;
  readonly fetch: Fetch;
  /** Ends every call. The client passes no signal of its own for uploads. */
  readonly signal: AbortSignal;
  /** Gets the body of every good answer: the client discards that of a cancel. */
  readonly onAnswer?: (body: string) => void;
}

/**
 * A failed call to FAL. FAL's client repeats what looks like a network error, and answers 429, 502, 503 and 504, even
 * for a submission, with no option against it. It never repeats an error of this `name`.
 */
export class FalFailure extends Error {
  override readonly name = 'AbortError';
  /** HTTP status and body of the answer; absent: there was no answer. */
  readonly status: number | undefined;
  readonly body: string;
  /** The header X-Fal-Error-Type. */
  readonly errorType: string | undefined;
  /** False: not a byte of the request was sent. */
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
 * A `fetch` for FAL's client: one call makes one request, and every outcome but a complete 2xx answer is a FalFailure.
 * The whole answer is read here, because on a cut body the client would call again.
 */
export function createFalFetch({ apiRoot, fetch, signal, onAnswer }: FalFetchOptions): Fetch {
  return async (input, init) => {
    if (signal.aborted) throw new FalFailure('FAL was not called: stopped before', { sent: false });
    let answer: Response;
    let body: string;
    try {
      // Never follow a redirect of a POST: that would submit twice.
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

async function sendable(init: RequestInit | undefined): Promise<RequestInit | undefined> {
  if (!(init?.body instanceof StoredBlob)) return init;
  const { body, duplex, headers } = await init.body.request();
  return { ...init, body, duplex, headers: { ...Object.fromEntries(new Headers(init.headers)), ...headers } };
}

/** FAL's own address, or the same path at `apiRoot`. Other hosts' addresses are left alone. */
export function falAddress(input: string | URL | Request, apiRoot: URL | undefined): URL {
  const url = new URL(input instanceof Request ? input.url : input);
  if (apiRoot === undefined || !/(^|\.)fal\.(run|ai|media)$/.test(url.hostname)) return url;
  return new URL(`${apiRoot.pathname.replace(/\/+$/, '')}${url.pathname}${url.search}`, apiRoot);
}

/** System calls that fail before a connection exists (node:dns, node:net, node:tls, undici). */
const connecting = new Set<unknown>(['connect', 'getaddrinfo']);
const notConnected =
  /^(UND_ERR_CONNECT_TIMEOUT|ERR_TLS_CERT_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

/** A network error in a word, without its address, and whether the request may have been sent. */
export function explain(error: unknown): { reason: string; sent: boolean } {
  let reason = 'unknown';
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'AbortError' || at.name === 'TimeoutError') reason = at.name;
    if ('code' in at && typeof at.code === 'string') reason = at.code;
    // Each of several addresses failed to connect.
    const attempts: unknown[] = at instanceof AggregateError ? at.errors : [at];
    if (notConnected.test(reason) || attempts.every(failedToConnect)) return { reason, sent: false };
  }
  return { reason, sent: true };
}

function failedToConnect(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && connecting.has(error.syscall);
}
