import * as v from 'valibot';

const DAY = 86_400_000;
const MAX_ENDPOINTS = 50;

const list = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given) => [given].flat().flatMap((one) => one.split(','))),
    v.transform((all) => all.filter((one) => one !== '')),
  ),
  [],
);
const time = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/, 'Invalid ISO 8601 date'),
    v.transform((text) => Date.parse(text)),
    v.number('Invalid ISO 8601 date'),
  ),
);

const Query = v.object({
  endpoint_id: v.pipe(
    list,
    v.minLength(1, 'Required'),
    v.maxLength(MAX_ENDPOINTS, `At most ${MAX_ENDPOINTS} endpoint IDs`),
  ),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d+$/, 'Expected integer'),
      v.transform(Number),
      v.minValue(1, 'Must be at least 1'),
      v.maxValue(100, 'Must be at most 100'),
    ),
    '50',
  ),
  cursor: v.optional(
    v.pipe(
      v.string(),
      v.transform((cursor) => Buffer.from(cursor, 'base64').toString()),
      v.regex(/^[1-9]\d*$/, 'Invalid cursor'),
      v.transform(Number),
    ),
  ),
  start: time,
  end: time,
  status: v.optional(v.picklist(['success', 'error', 'user_error'])),
  request_id: v.optional(v.pipe(v.string(), v.uuid('Invalid UUID'))),
  expand: list,
  sort_by: v.optional(v.picklist(['ended_at', 'duration']), 'ended_at'),
});

/** A query for own requests. Times: ms since the epoch, `end` exclusive; `page` counts from 1. */
export interface RequestsQuery {
  endpoints: string[];
  start: number;
  end: number;
  page: number;
  limit: number;
  payloads: boolean;
  sortBy: 'ended_at' | 'duration';
  status?: 'success' | 'error' | 'user_error';
  requestId?: string;
}

/** The query with its defaults, or a sentence that says what is wrong. */
export function parseRequestsQuery(query: unknown, now: number): RequestsQuery | string {
  const parsed = v.safeParse(Query, query);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return `${v.getDotPath(issue) ?? 'query'}: ${issue.message}`;
  }
  const { endpoint_id, cursor, start, end, request_id, expand, status, limit, sort_by } = parsed.output;
  return {
    endpoints: endpoint_id,
    start: start ?? now - (request_id === undefined ? DAY : 90 * DAY),
    end: end ?? now,
    page: cursor ?? 1,
    limit,
    payloads: expand.includes('payloads'),
    sortBy: sort_by,
    ...(status === undefined ? {} : { status }),
    ...(request_id === undefined ? {} : { requestId: request_id }),
  };
}

/** The cursor of a page: its number, as the documentation's `Mg==` is that of page 2. */
export function cursorOf(page: number): string {
  return Buffer.from(String(page)).toString('base64');
}
