import { createFalClient, type FalClient } from '@fal-ai/client';
import * as v from 'valibot';
import { defined } from '../../../domain/defined.ts';
import { ARCHIVE_LIFE_MS } from '../../../domain/photos/retention.ts';
import * as port from '../../ports/trainer.ts';
import { parseJson, readError, scrub } from './answer.ts';
import { faultOf } from './failures.ts';
import { createFalFetch, FalFailure } from './fetch.ts';
import { forgetRequest } from './forget.ts';
import { percentOf, startOf } from './progress.ts';
import { findRequest, inputOfRequest } from './platform.ts';
import { FalUnavailable, openFile, verifiedResult } from './result.ts';
import { submissionError, uploadError } from './submission.ts';
import { modelVerdict, statusVerdict } from './verdict.ts';
import { StoredBlob } from './stored-blob.ts';

export interface TrainerOptions {
  readonly credentials: string;
  /** An emulator's address, in place of all of FAL's hosts; absent: FAL itself. */
  readonly apiRoot?: URL;
  readonly mode: 'live' | 'test';
  readonly fetch?: typeof globalThis.fetch;
}

/** Longest wait for an answer, ms. Short enough for the heartbeats of the polling activity. */
const CALL_TIMEOUT_MS = 15_000;
/** Longest wait for the answer to a submission, ms. Giving up leaves the submission unconfirmed, which costs more than waiting. */
export const SUBMIT_TIMEOUT_MS = 60_000;
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

const Submitted = v.object({ request_id: v.pipe(v.string(), v.nonEmpty()) });
const Status = v.object({
  status: v.picklist(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: v.optional(v.nullable(v.number())),
  logs: v.fallback(
    v.array(v.object({ message: v.string(), timestamp: v.fallback(v.optional(v.string()), undefined) })),
    [],
  ),
  error: v.fallback(v.optional(v.string()), undefined),
  error_type: v.fallback(v.optional(v.string()), undefined),
});
const Cancelled = v.fallback(v.object({ status: v.string() }), { status: 'CANCELLATION_REQUESTED' });

/** FAL's queue, by FAL's own client. Every method makes each request once: the caller decides about retries. */
export function createTrainer(options: TrainerOptions): port.TrainerService {
  const { credentials, apiRoot, mode, fetch = globalThis.fetch } = options;

  /** One client for each call, so that all its requests share the call's timeout. */
  function connect(timeoutMs: number, signal?: AbortSignal, onAnswer?: (body: string) => void): FalClient {
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const falFetch = createFalFetch({ apiRoot, fetch, signal: until, ...defined({ onAnswer }) });
    return createFalClient({ credentials, fetch: falFetch });
  }

  async function ask(endpoint: string, requestId: string, signal: AbortSignal) {
    const { queue } = connect(CALL_TIMEOUT_MS, signal);
    return v.parse(Status, await queue.status(endpoint, { requestId, logs: true }));
  }

  /** Why there is no result: the training has failed, or only this call. */
  async function resultError(failure: FalFailure, endpoint: string, requestId: string, signal: AbortSignal) {
    const told = readError(failure);
    const { message, details } = told;
    if (details.length > 0 || failure.status === 422) return modelVerdict(told);
    // Any other error may be temporary or the training's end: the status tells which.
    const asked = await ask(endpoint, requestId, signal).catch((trouble: unknown) => {
      const gone = failure.status === 404 && trouble instanceof FalFailure && trouble.status === 404;
      throw gone ? new port.ResultNotFound(message) : trouble;
    });
    const { status, error, error_type: errorType = told.errorType } = asked;
    if (status === 'COMPLETED' && error !== undefined) {
      const fault = faultOf({ details, errorType, status: 500 });
      return new port.TrainingFailed(`${message}; ${scrub(error)}`, fault);
    }
    return failure.status === 404 ? new port.ResultNotFound(message) : failure;
  }

  return {
    mode,

    async upload(archive, signal) {
      try {
        const file = new StoredBlob(archive, 'photos.zip', 'application/zip');
        const { storage } = connect(UPLOAD_TIMEOUT_MS, signal);
        return await storage.upload(file, { lifecycle: { expiresIn: ARCHIVE_LIFE_MS / 1000 } });
      } catch (error) {
        throw uploadError(error);
      }
    },

    async submit({ endpoint, input, webhookUrl, filesLifeMs, signal }) {
      try {
        const { queue } = connect(SUBMIT_TIMEOUT_MS, signal);
        const answer = await queue.submit(endpoint, {
          input,
          ...defined({ webhookUrl }),
          ...(filesLifeMs === undefined ? {} : { storageSettings: { expiresIn: Math.ceil(filesLifeMs / 1000) } }),
        });
        return { requestId: v.parse(Submitted, answer).request_id };
      } catch (error) {
        throw submissionError(error);
      }
    },

    find: (search) => findRequest(search, { credentials, apiRoot, fetch }),

    inputOf: (endpoint, requestId, signal) =>
      inputOfRequest({ endpoint, requestId, signal }, { credentials, apiRoot, fetch }),

    forget: (requestId, signal) => forgetRequest(requestId, signal, { credentials, apiRoot, fetch }),

    async status(endpoint, requestId, signal) {
      const { status, queue_position, logs } = await ask(endpoint, requestId, signal).catch((error: unknown) => {
        throw error instanceof FalFailure ? (statusVerdict(error) ?? passing(error, signal)) : passing(error, signal);
      });
      if (status === 'COMPLETED') return { state: 'ended' };
      if (status === 'IN_QUEUE') {
        return { state: 'queued', ...(typeof queue_position === 'number' && { queuePosition: queue_position }) };
      }
      const percent = percentOf(logs);
      const startedAt = startOf(logs);
      return {
        state: 'running',
        ...defined({ percent, startedAt }),
      };
    },

    async result(endpoint, requestId, signal, leaves) {
      try {
        const { data } = await connect(CALL_TIMEOUT_MS, signal).queue.result(endpoint, { requestId });
        return verifiedResult(leaves, data);
      } catch (error) {
        const failure = error instanceof FalFailure ? resultError(error, endpoint, requestId, signal) : error;
        throw passing(await Promise.resolve(failure).catch((other: unknown) => verdictOr(other, error)), signal);
      }
    },

    async openWeights({ url, toldBytes }, signal) {
      const file = await openFile('the weights', url, signal, { apiRoot, fetch });
      return { ...file, ...defined({ toldBytes }) };
    },

    async cancel(endpoint, requestId) {
      let said = '';
      try {
        await connect(CALL_TIMEOUT_MS, undefined, (body) => (said = body)).queue.cancel(endpoint, { requestId });
      } catch (error) {
        if (!(error instanceof FalFailure)) throw passing(error);
        if (error.status === 404) return 'unknown';
        said = error.body;
        if (!said.includes('ALREADY_COMPLETED')) throw passing(error);
      }
      const { status } = v.parse(Cancelled, parseJson(said));
      return status === 'ALREADY_COMPLETED' ? 'already_ended' : status === 'NOT_FOUND' ? 'unknown' : 'requested';
    },
  };
}

/** Returns what says something about the training; other errors are rethrown for a retry. */
function passing(error: unknown, signal?: AbortSignal): unknown {
  if (verdicts.some((verdict) => error instanceof verdict)) return error;
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof FalFailure)) return new FalUnavailable("FAL's answer could not be read");
  const told = readError(error);
  return new FalUnavailable(told.message, faultOf(told).reason === 'trainer_account');
}
const verdicts = [port.TrainerRejected, port.TrainingFailed, port.ResultMissing];

/** An error met while looking into another error says nothing by itself. */
function verdictOr(trouble: unknown, error: unknown): unknown {
  return verdicts.some((one) => trouble instanceof one) ? trouble : error;
}
