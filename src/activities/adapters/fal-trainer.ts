import { createFalClient, type FalClient } from '@fal-ai/client';
import * as v from 'valibot';
import { ARCHIVE_LIFE_MS } from '../../domain/retention.ts';
import * as port from '../ports/trainer.ts';
import { parseJson, readError, scrub } from './fal-answer.ts';
import { createFalFetch, FalFailure } from './fal-fetch.ts';
import { percentOf } from './fal-progress.ts';
import { forgetRequest } from './fal-forget.ts';
import { findRequest } from './fal-platform.ts';
import { FalUnavailable, verifiedResult } from './fal-result.ts';
import { submissionError, uploadError } from './fal-submission.ts';
import { StoredBlob } from './stored-blob.ts';

export interface TrainerOptions {
  /** FAL's key. */
  readonly credentials: string;
  /** Where a simulator listens that stands in for all of FAL's hosts; without it FAL itself is called. */
  readonly apiRoot?: URL;
  readonly mode: 'live' | 'test';
  readonly fetch?: typeof globalThis.fetch;
}

/** Longest wait for one answer, ms. Short enough for the heartbeats of the activity that polls. */
const CALL_TIMEOUT_MS = 15_000;
/** Giving up on a submission leaves it unconfirmed: patience is cheaper. */
const SUBMIT_TIMEOUT_MS = 60_000;
const UPLOAD_TIMEOUT_MS = 5 * 60_000;

const Submitted = v.object({ request_id: v.pipe(v.string(), v.nonEmpty()) });
const Status = v.object({
  status: v.picklist(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  queue_position: v.optional(v.nullable(v.number())),
  logs: v.fallback(v.array(v.object({ message: v.string() })), []),
  error: v.fallback(v.optional(v.string()), undefined),
});
const Cancelled = v.fallback(v.object({ status: v.string() }), { status: 'CANCELLATION_REQUESTED' });

/** FAL's queue, by FAL's own client. Every method makes each request once: who calls it decides about another try. */
export function createTrainer(options: TrainerOptions): port.TrainerService {
  const { credentials, apiRoot, mode, fetch = globalThis.fetch } = options;

  /** A client for one call, so that the call's own end is known to every request of it. */
  function connect(timeoutMs: number, signal?: AbortSignal, onAnswer?: (body: string) => void): FalClient {
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const falFetch = createFalFetch({ apiRoot, fetch, signal: until, ...(onAnswer && { onAnswer }) });
    return createFalClient({ credentials, fetch: falFetch });
  }

  async function ask(endpoint: string, requestId: string, signal: AbortSignal) {
    const { queue } = connect(CALL_TIMEOUT_MS, signal);
    return v.parse(Status, await queue.status(endpoint, { requestId, logs: true }));
  }

  /** Why there is no result: the training's end, or only this call's. */
  async function resultError(failure: FalFailure, endpoint: string, requestId: string, signal: AbortSignal) {
    const { message, byModel } = readError(failure);
    if (failure.status === 422) return new port.TrainerRejected(message);
    if (failure.status === 404) return new port.ResultMissing(message);
    if (byModel) return new port.TrainingFailed(message);
    // FAL's own 5xx may be this moment's or the training's end: the status tells which.
    const { status, error } = await ask(endpoint, requestId, signal);
    if (status === 'COMPLETED' && error !== undefined) return new port.TrainingFailed(`${message}; ${scrub(error)}`);
    return failure;
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

    async submit({ endpoint, input, webhookUrl, signal }) {
      try {
        const { queue } = connect(SUBMIT_TIMEOUT_MS, signal);
        const answer = await queue.submit(endpoint, { input, ...(webhookUrl === undefined ? {} : { webhookUrl }) });
        return { requestId: v.parse(Submitted, answer).request_id };
      } catch (error) {
        throw submissionError(error);
      }
    },

    find: (search) => findRequest(search, { credentials, apiRoot, fetch }),

    forget: (requestId, signal) => forgetRequest(requestId, signal, { credentials, apiRoot, fetch }),

    async status(endpoint, requestId, signal) {
      const { status, queue_position, logs } = await ask(endpoint, requestId, signal).catch((error: unknown) => {
        const unknown = error instanceof FalFailure && error.status === 404;
        throw unknown ? new port.TrainerRejected(readError(error).message) : passing(error, signal);
      });
      if (status === 'COMPLETED') return { state: 'ended' };
      if (status === 'IN_QUEUE') {
        return { state: 'queued', ...(typeof queue_position === 'number' && { queuePosition: queue_position }) };
      }
      const percent = percentOf(logs);
      return { state: 'running', ...(percent === undefined ? {} : { percent }) };
    },

    async result(endpoint, requestId, signal) {
      try {
        const { data } = await connect(CALL_TIMEOUT_MS, signal).queue.result(endpoint, { requestId });
        return verifiedResult(endpoint, data, { apiRoot, fetch });
      } catch (error) {
        const failure = error instanceof FalFailure ? resultError(error, endpoint, requestId, signal) : error;
        throw passing(await Promise.resolve(failure).catch(() => error), signal);
      }
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

/** What is said of the training as it is; all else says nothing of it, and is thrown on for another try. */
function passing(error: unknown, signal?: AbortSignal): unknown {
  if (verdicts.some((verdict) => error instanceof verdict)) return error;
  if (signal?.aborted) return signal.reason;
  return new FalUnavailable(error instanceof FalFailure ? readError(error).message : "FAL's answer could not be read");
}
const verdicts = [port.TrainerRejected, port.TrainingFailed, port.ResultMissing];
