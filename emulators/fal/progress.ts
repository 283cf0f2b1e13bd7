import { documentedError } from './error-types.ts';
import { infrastructureError, modelError, requestError, type ErrorAnswer } from './errors.ts';
import type { Outcome } from './settings.ts';
import type { SubmittedRequest } from './state.ts';

/** A request's progress at a moment. `fraction` is the finished part of the run, 0 to 1; times are ms since the epoch. */
export type Progress =
  | { phase: 'IN_QUEUE'; position: number }
  | { phase: 'IN_PROGRESS'; fraction: number; startedAt: number }
  | { phase: 'COMPLETED'; fraction: number; startedAt?: number; endedAt: number; failure?: RunFailure };

/** A run that ended badly: what the result call answers. `cancelled` tells a cancel from a failure. */
export interface RunFailure {
  answer: ErrorAnswer;
  cancelled?: boolean;
}

interface Plan {
  startedAt?: number;
  endedAt: number;
  failure?: RunFailure;
}

// The model refuses an input while it prepares its data, not after a whole training.
const REJECTED_AFTER = 0.05;

/** A pure function of the stored request and the clock, so that a restart forgets nothing. */
export function progressOf(submission: SubmittedRequest, now: number): Progress {
  const { startedAt, endedAt, failure } = planOf(submission);
  if (now >= endedAt) {
    const fraction = startedAt === undefined ? 0 : share(startedAt, runMs(submission), endedAt);
    return {
      phase: 'COMPLETED',
      fraction,
      endedAt,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(failure ? { failure } : {}),
    };
  }
  if (startedAt !== undefined && now >= startedAt) {
    return { phase: 'IN_PROGRESS', fraction: runShare(submission, startedAt, now), startedAt };
  }
  const { queueMs, queuePosition } = submission.settings;
  if (startedAt === Infinity) return { phase: 'IN_QUEUE', position: queuePosition };
  const left = queueMs === 0 ? 0 : (submission.accepted_at + queueMs - now) / queueMs;
  return { phase: 'IN_QUEUE', position: Math.min(queuePosition, Math.floor(left * queuePosition)) };
}

/** When the request starts and ends, as far as is known now, in ms since the epoch: Infinity for a request that is stuck. */
export function timesOf(submission: SubmittedRequest): { startedAt?: number; endedAt: number } {
  const { startedAt, endedAt } = planOf(submission);
  return { endedAt, ...(startedAt === undefined ? {} : { startedAt }) };
}

/** When the request ends, as far as is known now, in ms since the epoch. */
export function endOfRun(submission: SubmittedRequest): number {
  return planOf(submission).endedAt;
}

function planOf(submission: SubmittedRequest): Plan {
  const { accepted_at, cancelled_at, start_timeout_ms, settings } = submission;
  const startedAt = settings.stuck === 'queue' ? Infinity : accepted_at + settings.queueMs;

  const giveUpAt = start_timeout_ms === undefined ? Infinity : accepted_at + start_timeout_ms;
  const cancelled = { answer: infrastructureError(499), cancelled: true };
  if (cancelled_at !== undefined && cancelled_at < Math.min(startedAt, giveUpAt)) {
    return { endedAt: cancelled_at, failure: cancelled };
  }
  if (giveUpAt < startedAt) return { endedAt: giveUpAt, failure: { answer: startTimeout() } };

  const plan = runOf(submission, startedAt);
  if (cancelled_at !== undefined && !settings.ignoreCancel && cancelled_at + settings.cancelMs < plan.endedAt) {
    return { startedAt, endedAt: cancelled_at + settings.cancelMs, failure: cancelled };
  }
  return plan;
}

function runOf(submission: SubmittedRequest, startedAt: number): Plan {
  const length = runMs(submission);
  const { rejection, settings } = submission;
  if (rejection) {
    return { startedAt, endedAt: startedAt + length * REJECTED_AFTER, failure: { answer: modelError(422, rejection) } };
  }
  const { outcome, stuck } = settings;
  if (stuck === 'run') return { startedAt, endedAt: Infinity };
  if (typeof outcome === 'string') return { startedAt, endedAt: startedAt + length };
  const endedAt = startedAt + length * (outcome.at ?? 1);
  return { startedAt, endedAt, failure: { answer: answerOf(outcome, submission) } };
}

function answerOf(outcome: Exclude<Outcome, string>, submission: SubmittedRequest): ErrorAnswer {
  if ('type' in outcome) {
    const { archive, archive_source: source, settings } = submission;
    const images = (outcome.images ?? []).map((one) =>
      typeof one === 'string' ? one : (archive?.names[one] ?? `${one}`),
    );
    const about = { images, naming: settings.namesImages, ...(source ? { source } : {}) };
    return documentedError(outcome.type, about, outcome.retryable);
  }
  const { status, error_type, detail, message, retryable } = outcome;
  if (Array.isArray(detail)) return modelError(status, detail, retryable);
  const usual = infrastructureError(status);
  const text = detail ?? message ?? String(usual.body['detail']);
  if (error_type !== undefined) return requestError(status, text, error_type);
  if (status === 422) {
    return modelError(status, [{ loc: ['body'], msg: text, type: 'value_error' }], retryable);
  }
  return { ...usual, body: { ...usual.body, detail: text } };
}

function startTimeout(): ErrorAnswer {
  const answer = requestError(504, 'Request timed out before it was started', 'request_timeout');
  return { ...answer, headers: { ...answer.headers, 'x-fal-request-timeout-type': 'user' } };
}

function runMs({ kind, settings }: SubmittedRequest): number {
  return kind === 'training' ? settings.trainingMs : settings.inferenceMs;
}

// A stuck run stops here, so its log does not reach the end either.
const STUCK_AT = 0.6;

function runShare(submission: SubmittedRequest, startedAt: number, now: number): number {
  const done = share(startedAt, runMs(submission), now);
  return submission.settings.stuck === 'run' ? Math.min(STUCK_AT, done) : done;
}

function share(startedAt: number, length: number, at: number): number {
  return length === 0 ? 1 : Math.min(1, (at - startedAt) / length);
}
