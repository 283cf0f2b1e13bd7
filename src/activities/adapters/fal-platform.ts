import * as v from 'valibot';
import type { TrainerService } from '../ports/trainer.ts';
import { createFalFetch, FalFailure } from './fal-fetch.ts';
import { FalUnavailable } from './fal-result.ts';

/** FAL's list of one's own requests. Source: docs.fal.ai, Platform APIs, «List requests by endpoint». */
const LIST = 'https://api.fal.ai/v1/models/requests/by-endpoint';
const PAGE = 100;
/** Pages read at the most: far more than are submitted in the hour around one. */
const PAGES = 20;
const CALL_TIMEOUT_MS = 15_000;
/** Clocks differ: requests of somewhat before are looked at too, ms. */
const CLOCK_SLACK_MS = 5 * 60_000;

const Page = v.object({
  items: v.array(v.object({ request_id: v.string(), json_input: v.fallback(v.record(v.string(), v.unknown()), {}) })),
  next_cursor: v.fallback(v.nullish(v.string()), undefined),
});

interface Reach {
  readonly credentials: string;
  readonly apiRoot: URL | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** @throws {FalUnavailable} when FAL cannot be asked right now */
export async function findRequest(
  { endpoint, field, value, since, signal }: Parameters<TrainerService['find']>[0],
  { credentials, apiRoot, fetch }: Reach,
): ReturnType<TrainerService['find']> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(PAGES * CALL_TIMEOUT_MS)]);
  const falFetch = createFalFetch({ apiRoot, fetch, signal: until });
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const url = new URL(LIST);
    url.search = new URLSearchParams({
      endpoint_id: endpoint,
      start: new Date(since - CLOCK_SLACK_MS).toISOString(),
      expand: 'payloads',
      limit: String(PAGE),
      ...(cursor === undefined ? {} : { cursor }),
    }).toString();
    try {
      const answer = await falFetch(url, { headers: { authorization: `Key ${credentials}` } });
      const { items, next_cursor: next } = v.parse(Page, await answer.json());
      const found = items.find(({ json_input: input }) => input[field] === value);
      if (found) return { requestId: found.request_id };
      if (next === undefined || next === null) return 'none';
      cursor = next;
    } catch (error) {
      signal.throwIfAborted();
      // No such service is as good as one that is closed to us.
      if (error instanceof FalFailure && [401, 403, 404].includes(error.status ?? 0)) return 'not_allowed';
      throw new FalUnavailable(error instanceof FalFailure ? error.message : "FAL's answer could not be read");
    }
  }
  return 'none';
}
