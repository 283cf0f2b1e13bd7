import { cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import type { AvatarChoices } from '../domain/avatar.ts';
import { chooseTrainer, type Trainer } from '../domain/trainers.ts';
import { estimateProgress } from '../domain/training.ts';
import type { TrainingRequest } from '../domain/life.ts';
import type { ActivityDeps } from './deps.ts';
import { final, stillTraining } from './failures.ts';
import { keys } from './ports/storage.ts';
import { ResultDamaged, ResultMissing, TrainerRejected, TrainingFailed, type WeightsFile } from './ports/trainer.ts';
import { verifiedWeights } from './verified-weights.ts';

export interface Watch extends TrainingRequest {
  readonly trainingType: AvatarChoices['trainingType'];
  /** ms since the epoch. */
  readonly submittedAt: number;
  readonly pollIntervalMs: number;
  readonly progressEveryMs: number;
  /** What such a training usually takes, ms; absent only where an older run asks. */
  readonly usualMs?: readonly [number, number];
}

/** What one poll leaves to the next. Operators see it under Pending Activities. */
interface PollMemory {
  readonly percent: number;
  readonly queuePosition?: number;
  readonly reportedAt: number;
  readonly consecutiveErrors: number;
}

/** A step of progress worth telling, in per cent: bounds the reports of one training, whatever it takes. */
const PROGRESS_STEP = 5;

/** Times that a result is fetched before it is called damaged: it has been paid for, and fetching it costs nothing. */
const MOST_FETCHES = 3;

/** Between two heartbeats of a result that is fetched, ms. */
const HEARTBEAT_MS = 3_000;

/** A place in the queue is news when it is the first, the end of waiting, near, or half of what was told: bounds the reports of any queue. */
function isNewsOfQueue(told: number | undefined, now: number | undefined): boolean {
  if (told === now) return false;
  return told === undefined || now === undefined || now <= 3 || now <= told / 2;
}

/** Activities about a training that was submitted. */
export function createTrainingActivities({ records, storage, trainer, runs }: ActivityDeps) {
  async function keepWeights(avatarId: string, file: WeightsFile) {
    const weightsKey = keys.weights(avatarId);
    const { bytes, sha256 } = await storage.putStream(weightsKey, verifiedWeights(file), 'application/octet-stream');
    return { weightsKey, weightsSha256: sha256, weightsBytes: bytes };
  }

  return {
    /**
     * One poll. Until the training has ended it fails benignly, and Temporal calls again after the interval:
     * the number of polls leaves no trace in history.
     */
    async awaitTraining(watch: Watch): Promise<void> {
      const { info } = Context.current();
      const before = (info.heartbeatDetails as PollMemory | undefined) ?? {
        percent: 0,
        reportedAt: 0,
        consecutiveErrors: 0,
      };
      heartbeat(before);
      const status = await trainer
        .status(watch.endpoint, watch.requestId, cancellationSignal())
        .catch((error: unknown) => {
          if (error instanceof TrainerRejected) throw final('trainer_rejected', error);
          heartbeat({ ...before, consecutiveErrors: before.consecutiveErrors + 1 } satisfies PollMemory);
          throw error;
        });
      if (status.state === 'ended') return;

      const elapsedMs = Date.now() - watch.submittedAt;
      const percent =
        status.state === 'queued'
          ? before.percent
          : (status.percent ?? estimateProgress(elapsedMs, watch.usualMs ?? chooseTrainer(watch.trainingType).usualMs));
      const queuePosition = status.state === 'queued' ? status.queuePosition : undefined;
      const worthTelling =
        percent >= before.percent + PROGRESS_STEP || isNewsOfQueue(before.queuePosition, queuePosition);
      const now = Date.now();
      const report = worthTelling && now - before.reportedAt >= watch.progressEveryMs;
      if (report) {
        await runs.reportProgress(info.workflowExecution?.workflowId ?? '', {
          requestId: watch.requestId,
          percent,
          ...(queuePosition === undefined ? {} : { queuePosition }),
        });
      }
      const told = report ? { percent, queuePosition, reportedAt: now } : before;
      heartbeat({
        percent: told.percent,
        reportedAt: told.reportedAt,
        consecutiveErrors: 0,
        ...(told.queuePosition === undefined ? {} : { queuePosition: told.queuePosition }),
      } satisfies PollMemory);
      throw stillTraining(status.state === 'queued' ? 'in the queue' : `training, ${percent} %`, watch.pollIntervalMs);
    },

    /**
     * Takes the result and keeps it: weights into storage, ids into the row. May be repeated. Weights are verified as they
     * pass, so that none are ever stored that are not whole; what was merely cut off is fetched again.
     */
    async takeResult({
      avatarId,
      attempt,
      endpoint,
      requestId,
      leaves,
      inference,
    }: TrainingRequest & { avatarId: string; attempt: number; leaves?: Trainer['leaves']; inference?: string }) {
      const beating = setInterval(() => heartbeat(), HEARTBEAT_MS);
      try {
        const signal = cancellationSignal();
        const { finetuneId, openWeights } = await trainer.result(endpoint, requestId, signal, leaves);
        const weights = openWeights && (await keepWeights(avatarId, await openWeights(signal)));
        const result = { ...(finetuneId === undefined ? {} : { finetuneId }), ...weights };
        await records.saveResult({ avatarId, ...result, ...(inference === undefined ? {} : { inference }) });
        await storage.remove(keys.archive(avatarId, attempt));
        return result;
      } catch (error) {
        if (error instanceof TrainerRejected) throw final('trainer_rejected', error);
        if (error instanceof TrainingFailed) throw final('trainer_failed', error);
        if (error instanceof ResultMissing) throw final('result_missing', error);
        if (error instanceof ResultDamaged && Context.current().info.attempt >= MOST_FETCHES) {
          throw final('result_damaged', error);
        }
        throw error;
      } finally {
        clearInterval(beating);
      }
    },

    /** Tells the trainer to stop. May be repeated. */
    cancelTraining: ({ endpoint, requestId }: TrainingRequest) => trainer.cancel(endpoint, requestId),
  };
}
