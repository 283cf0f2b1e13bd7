import type { FastifyInstance, FastifyRequest } from 'fastify';
import { baseOf, keyProblem, type Context } from './context.ts';
import { AnsweredError, platformError } from './errors.ts';
import { MODELS } from './models.ts';
import { cursorOf, parseRequestsQuery, type RequestsQuery } from './platform-query.ts';
import { payloadRoutes } from './platform-payloads.ts';
import { progressOf, timesOf } from './progress.ts';
import type { SubmittedRequest } from './state.ts';

/** One request as the list shows it. */
interface Item {
  request_id: string;
  endpoint_id: string;
  started_at: string;
  sent_at: string;
  ended_at: string | null;
  status_code: number | null;
  /** Seconds. */
  duration: number | null;
  json_input?: unknown;
  json_output?: unknown;
}

/** The part of api.fal.ai/v1 that finds a request whose id was never received, and that deletes payloads. */
export function platformRoutes(server: FastifyInstance, context: Context): void {
  const { state } = context;
  const allowed = async (request: FastifyRequest): Promise<void> => {
    const { key, platform } = state.settings;
    if (keyProblem(request, key) !== undefined) throw new AnsweredError(platformError(401));
    if (platform.access === 'denied') throw new AnsweredError(platformError(403));
  };

  payloadRoutes(server, context, allowed);
  server.get(
    '/v1/models/requests/by-endpoint',
    { preHandler: allowed, config: { operation: 'platform' } },
    async (request) => {
      const now = Date.now();
      const query = parseRequestsQuery(request.query, now);
      if (typeof query === 'string') throw new AnsweredError(platformError(400, query));
      const found = state
        .all()
        .filter((submission) => isListed(submission, now) && isWanted(submission, query))
        .map((submission) => itemOf(submission, query.payloads, baseOf(request), now))
        .filter(({ status_code }) => query.status === undefined || kindOf(status_code) === query.status)
        .toSorted((a, b) => rank(b, query) - rank(a, query));
      const from = (query.page - 1) * query.limit;
      const has_more = found.length > from + query.limit;
      const next_cursor = has_more ? cursorOf(query.page + 1) : null;
      return { next_cursor, has_more, items: found.slice(from, from + query.limit) };
    },
  );
}

/** Whether the request has reached the phase in which the settings list it, long enough ago. */
function isListed(submission: SubmittedRequest, now: number): boolean {
  const { lists, delayMs } = submission.settings.platform;
  const { startedAt, endedAt } = timesOf(submission);
  const moments = {
    accepted: submission.accepted_at,
    started: Math.min(startedAt ?? endedAt, endedAt),
    ended: endedAt,
  };
  return now >= moments[lists] + delayMs;
}

function isWanted({ request_id, endpoint, accepted_at }: SubmittedRequest, query: RequestsQuery): boolean {
  if (query.requestId !== undefined && request_id !== query.requestId) return false;
  return query.endpoints.includes(endpoint) && accepted_at >= query.start && accepted_at < query.end;
}

function itemOf(submission: SubmittedRequest, expand: boolean, base: string, now: number): Item {
  const { request_id, endpoint, accepted_at, no_payloads, payloads_deleted_at, settings } = submission;
  const progress = progressOf(submission, now);
  const ended = progress.phase === 'COMPLETED' ? progress : undefined;
  const startedAt = progress.phase === 'IN_QUEUE' ? accepted_at : (progress.startedAt ?? accepted_at);
  const output = ended?.failure ? ended.failure.answer.body : ended && MODELS[endpoint]?.result(submission, base);
  const payloads = expand && settings.platform.payloads && !no_payloads && payloads_deleted_at === undefined;
  return {
    request_id,
    endpoint_id: endpoint,
    started_at: new Date(startedAt).toISOString(),
    sent_at: new Date(accepted_at).toISOString(),
    ended_at: ended ? new Date(ended.endedAt).toISOString() : null,
    status_code: ended ? (ended.failure?.answer.status ?? 200) : null,
    duration: ended ? (ended.endedAt - accepted_at) / 1000 : null,
    ...(payloads ? { json_input: inputOf(submission), ...(output ? { json_output: output } : {}) } : {}),
  };
}

function inputOf({ input, archive_source: source }: SubmittedRequest): Record<string, unknown> {
  return source ? { ...input, [source.field]: source.url } : input;
}

function kindOf(status: number | null): RequestsQuery['status'] {
  if (status === null) return undefined;
  return status < 400 ? 'success' : status < 500 ? 'user_error' : 'error';
}

/** The later or longer, the higher; what has not ended comes first. */
function rank({ ended_at, duration }: Item, { sortBy }: RequestsQuery): number {
  if (ended_at === null || duration === null) return Number.MAX_SAFE_INTEGER;
  return sortBy === 'duration' ? duration : Date.parse(ended_at);
}
