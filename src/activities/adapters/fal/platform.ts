import * as v from 'valibot';
import type { TrainerService } from '../../ports/trainer.ts';
import { createFalFetch, FalFailure } from './fetch.ts';
import { FalUnavailable } from './result.ts';

/** The list of our requests. Source: docs.fal.ai, Platform APIs, «List requests by endpoint». */
const LIST = 'https://api.fal.ai/v1/models/requests/by-endpoint';
const PAGE = 100;
/** Most pages that are read: far more than an hour's submissions fill. */
const PAGES = 20;
const CALL_TIMEOUT_MS = 15_000;
/** Clocks differ: search from somewhat earlier on, ms. */
const CLOCK_SLACK_MS = 5 * 60_000;

const Page = v.object({
  items: v.array(
    v.object({
      request_id: v.string(),
      json_input: v.fallback(v.nullish(v.record(v.string(), v.unknown())), undefined),
    }),
  ),
  next_cursor: v.fallback(v.nullish(v.string()), undefined),
});

interface Reach {
  readonly credentials: string;
  readonly apiRoot: URL | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** A page of the list. @throws {FalUnavailable} when FAL cannot be asked now @returns 'not_allowed': the key may not look */
async function readPage(
  query: Readonly<Record<string, string>>,
  signals: { readonly caller: AbortSignal; readonly until: AbortSignal },
  { credentials, apiRoot, fetch }: Reach,
): Promise<v.InferOutput<typeof Page> | 'not_allowed'> {
  const url = new URL(LIST);
  url.search = new URLSearchParams({ ...query, expand: 'payloads' }).toString();
  try {
    const falFetch = createFalFetch({ apiRoot, fetch, signal: signals.until });
    const answer = await falFetch(url, { headers: { authorization: `Key ${credentials}` } });
    return v.parse(Page, await answer.json());
  } catch (error) {
    signals.caller.throwIfAborted();
    // A missing service is the same as one that is closed to us.
    if (error instanceof FalFailure && [401, 403, 404].includes(error.status ?? 0)) return 'not_allowed';
    throw new FalUnavailable(error instanceof FalFailure ? error.message : "FAL's answer could not be read");
  }
}

/** @throws {FalUnavailable} when FAL cannot be asked now */
export async function findRequest(
  { endpoint, field, value, since, signal }: Parameters<TrainerService['find']>[0],
  reach: Reach,
): ReturnType<TrainerService['find']> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(PAGES * CALL_TIMEOUT_MS)]);
  const start = new Date(since - CLOCK_SLACK_MS).toISOString();
  const query = { endpoint_id: endpoint, start, limit: String(PAGE) };
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await readPage({ ...query, ...(cursor && { cursor }) }, { caller: signal, until }, reach);
    if (answer === 'not_allowed') return answer;
    const { items, next_cursor: next } = answer;
    const found = items.find(({ json_input: input }) =>
      field === undefined ? Object.values(input ?? {}).includes(value) : input?.[field] === value,
    );
    if (found) return { requestId: found.request_id };
    if (next === undefined || next === null) return 'none';
    cursor = next;
  }
  return 'none';
}

/** @throws {FalUnavailable} when FAL cannot be asked now */
export async function inputOfRequest(
  { endpoint, requestId, signal }: { endpoint: string; requestId: string; signal: AbortSignal },
  reach: Reach,
): ReturnType<TrainerService['inputOf']> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  const query = { endpoint_id: endpoint, request_id: requestId };
  const answer = await readPage(query, { caller: signal, until }, reach);
  if (answer === 'not_allowed') return null;
  return answer.items.find(({ request_id }) => request_id === requestId)?.json_input ?? null;
}
