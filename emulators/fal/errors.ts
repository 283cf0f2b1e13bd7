/** One entry of FAL's model error, shaped as FAL's «Model Errors» page says. */
export interface ErrorDetail {
  loc: (string | number)[];
  msg: string;
  type: string;
  url?: string;
  ctx?: Record<string, unknown>;
  input?: unknown;
}

/** An HTTP answer that is an error: status, JSON body, and the headers that go with it. */
export interface ErrorAnswer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, string>;
}

/** The model itself refused or failed: a list of typed details. */
export function modelError(status: number, detail: ErrorDetail[], retryable = false): ErrorAnswer {
  const headers = { 'x-fal-retryable': String(retryable), 'x-fal-needs-retry': String(retryable) };
  return { status, body: { detail }, headers };
}

/** FAL's infrastructure failed: a sentence and a machine-readable type, the latter in a header too. */
export function requestError(status: number, detail: string, errorType: string): ErrorAnswer {
  return { status, body: { detail, error_type: errorType }, headers: { 'x-fal-error-type': errorType } };
}

/** An answer of the gateway that has no `error_type`: authentication, unknown application, unknown request. */
export function plainError(status: number, detail: string, more: Record<string, unknown> = {}): ErrorAnswer {
  return { status, body: { detail, ...more }, headers: {} };
}

/** An error of the platform API: another shape than that of the queue. `message` has usual words when left out. */
export function platformError(status: number, message?: string): ErrorAnswer {
  const [type, usual] = PLATFORM_ERRORS[status] ?? ['server_error', 'Internal server error'];
  return { status, body: { error: { type, message: message ?? usual } }, headers: {} };
}

const PLATFORM_ERRORS: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['validation_error', 'Invalid request parameters'],
  401: ['authorization_error', 'Authentication required'],
  403: ['authorization_error', 'Access denied'],
  404: ['not_found', 'Resource not found'],
  429: ['rate_limited', 'Rate limit exceeded'],
};

/** Builds one detail with the link that FAL adds to every type. */
export function errorDetail(
  type: string,
  msg: string,
  loc: (string | number)[],
  more: { ctx?: Record<string, unknown>; input?: unknown } = {},
): ErrorDetail {
  return { loc: ['body', ...loc], msg, type, url: `https://docs.fal.ai/errors/#${type}`, ...more };
}

/** The answer for an unknown or forgotten request. */
export function unknownRequest(): ErrorAnswer {
  return { status: 404, body: { status: 'NOT_FOUND' }, headers: {} };
}

/** Thrown by a route to answer with one of FAL's errors. */
export class AnsweredError extends Error {
  readonly answer: ErrorAnswer;

  constructor(answer: ErrorAnswer) {
    super(typeof answer.body['detail'] === 'string' ? answer.body['detail'] : `FAL error ${answer.status}`);
    this.name = 'AnsweredError';
    this.answer = answer;
  }
}

/** Statuses and types of FAL's «Request Error Types» page, and the words of a locked account (README.md), for faults and outcomes that name a status alone. */
export function infrastructureError(status: number): ErrorAnswer {
  switch (status) {
    case 400:
      return requestError(400, 'Bad request', 'bad_request');
    case 403:
      return plainError(
        403,
        'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing',
      );
    case 429:
      return plainError(429, 'Too many requests');
    case 499:
      return requestError(499, 'Request was cancelled', 'client_cancelled');
    case 500:
      return requestError(500, 'Internal error', 'internal_error');
    case 502:
      return requestError(502, 'Runner sent an incomplete response', 'runner_incomplete_response');
    case 503:
      return requestError(503, 'No runner could be allocated', 'runner_scheduling_failure');
    case 504:
      return requestError(504, 'Request timed out', 'request_timeout');
    default:
      return plainError(status, `Simulated status ${status}`);
  }
}
