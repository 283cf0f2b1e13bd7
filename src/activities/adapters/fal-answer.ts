import * as v from 'valibot';
import type { FalFailure } from './fal-fetch.ts';

/** FAL's errors: of a model, a list of details; of its infrastructure and gateway, a sentence. Source: fal.ai/docs, «Model Errors» and «Request Error Types». */
const ErrorBody = v.object({
  detail: v.optional(
    v.union([
      v.string(),
      v.array(v.object({ msg: v.string(), loc: v.optional(v.array(v.union([v.string(), v.number()])), []) })),
    ]),
  ),
  error_type: v.optional(v.string()),
});

export interface FalError {
  /** For people and logs: FAL's words, one line, without addresses and keys. */
  readonly message: string;
  /** The model itself found fault or failed, and has said so in its own form. */
  readonly byModel: boolean;
  readonly errorType: string | undefined;
}

/** Reads what FAL said in an answer that is an error. */
export function readError(failure: FalFailure): FalError {
  const parsed = v.safeParse(ErrorBody, parseJson(failure.body));
  const { detail, error_type: errorType } = parsed.success ? parsed.output : {};
  const words = Array.isArray(detail)
    ? detail.map(({ loc, msg }) => [...loc.filter((part) => part !== 'body'), msg].join(': ')).join('; ')
    : (detail ?? errorType);
  return {
    message: words === undefined ? failure.message : `${failure.message}: ${scrub(words)}`,
    byModel: Array.isArray(detail),
    errorType,
  };
}

const LONGEST_MESSAGE = 400;

/** Words of FAL's as they may be kept and shown: addresses open photos and weights to anybody, and keys cost money. */
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
