import { cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import type { AvatarChoices } from '../domain/avatar.ts';
import { chooseTrainer, type Trainer } from '../domain/trainers.ts';
import { look, nothingKnown, type PollMemory, type Sighting } from '../domain/poll.ts';
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
  /** How long the trainer may give no answer before that is told, ms; absent only where an older run asks. */
  readonly silentAfterMs?: number;
  /** Only the end is of interest. */
  readonly quiet?: true;
}

/** Times that a result is fetched before it is called damaged: it has been paid for, and fetching it costs nothing. */
const MOST_FETCHES = 3;

/** Between two heartbeats of a result that is fetched, ms. */
const HEARTBEAT_MS = 3_000;

/** Activities about a training that was submitted. */
export function createTrainingActivities({ records, storage, trainer, runs }: ActivityDeps) {
  async function keepWeights(avatarId: string, file: WeightsFile) {
    const weightsKey = keys.weights(avatarId);
    const { bytes, sha256 } = await storage.putStream(weightsKey, verifiedWeights(file), 'application/octet-stream');
    return { weightsKey, weightsSha256: sha256, weightsBytes: bytes };
  }

  /** Tells the run what is new to it, and remembers for the next poll. What could not be told is told by that one. */
  async function tell(watch: Watch, before: PollMemory, seen: Sighting): Promise<PollMemory> {
    const watched = {
      ...watch,
      usualMs: watch.usualMs ?? chooseTrainer(watch.trainingType).usualMs,
      silentAfterMs: watch.silentAfterMs ?? Infinity,
    };
    const { memory, report } = look(before, seen, watched, Date.now());
    if (report && !watch.quiet) {
      await runs.reportProgress(Context.current().info.workflowExecution?.workflowId ?? '', report);
    }
    heartbeat(memory);
    return memory;
  }

  return {
    /**
     * One poll. Until the training has ended it fails benignly, and Temporal calls again after the interval:
     * the number of polls leaves no trace in history.
     */
    async awaitTraining(watch: Watch): Promise<void> {
      const { info } = Context.current();
      const before = (info.heartbeatDetails as PollMemory | undefined) ?? nothingKnown;
      heartbeat(before);
      const status = await trainer
        .status(watch.endpoint, watch.requestId, cancellationSignal())
        .catch(async (error: unknown) => {
          if (error instanceof TrainerRejected) throw final('trainer_rejected', error);
          if (!cancellationSignal().aborted) await tell(watch, before, { state: 'silent' });
          throw error;
        });
      if (status.state === 'ended') return;
      const { percent } = await tell(watch, before, status);
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
