import * as v from 'valibot';
import type { FalFailure } from './fetch.ts';

/** FAL's error bodies: a model's is a list, the infrastructure's a sentence. Source: fal.ai/docs, «Model Errors», «Request Error Types». */
const ErrorBody = v.object({
  detail: v.fallback(v.optional(v.union([v.string(), v.array(v.unknown())])), undefined),
  error_type: v.fallback(v.optional(v.string()), undefined),
});
// Not every model keeps to this form yet, as FAL's own page says: read what is readable.
const Detail = v.object({
  msg: v.fallback(v.string(), ''),
  type: v.fallback(v.string(), ''),
  loc: v.fallback(v.array(v.union([v.string(), v.number()])), []),
  ctx: v.fallback(v.record(v.string(), v.unknown()), {}),
  input: v.fallback(v.optional(v.string()), undefined),
});

export interface FalDetail {
  readonly type: string;
  /** All its text, addresses included: for searching, never for storing or showing. */
  readonly words: string;
}

export interface FalError {
  /** For operators and logs: FAL's words in one line, without addresses and keys. */
  readonly message: string;
  /** The model's own errors; empty where the error is not the model's. */
  readonly details: readonly FalDetail[];
  readonly errorType: string | undefined;
  /** HTTP status; absent: there was no answer. */
  readonly status: number | undefined;
}

/** Reads the body of an error answer. */
export function readError(failure: FalFailure): FalError {
  const parsed = v.safeParse(ErrorBody, parseJson(failure.body));
  const { detail, error_type: errorType = failure.errorType } = parsed.success ? parsed.output : {};
  const details = Array.isArray(detail) ? detail.map((one) => v.parse(v.fallback(Detail, nothing), one)) : [];
  const said = details.map(({ loc, msg, type }) => [...loc.filter((part) => part !== 'body'), msg || type].join(': '));
  const words = Array.isArray(detail) ? said.join('; ') : (detail ?? errorType);
  return {
    message: words === undefined ? failure.message : `${failure.message}: ${scrub(words)}`,
    details: details.map(({ type, msg, loc, ctx, input }) => ({
      type,
      words: [msg, ...loc, JSON.stringify(ctx), input ?? ''].join(' '),
    })),
    errorType,
    status: failure.status,
  };
}

const nothing = { msg: '', type: '', loc: [], ctx: {}, input: undefined };

const LONGEST_MESSAGE = 400;

/** FAL's words, fit to be stored and shown: addresses give anybody access to photos and weights, and keys cost money. */
export function scrub(words: string): string {
  return words
    .replace(/\b(?:https?:\/\/|data:)\S+/gi, '…')
    .replace(/\bkey\s+\S+:\S+|\b[\da-f-]{36}:[\da-f]{32}\b/gi, '…')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
