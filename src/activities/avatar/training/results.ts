import { cancellationSignal, Context, heartbeat, log } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { defined } from '../../../domain/defined.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import { isGone, missedAgain, type Missed } from '../../../domain/training/missed.ts';
import type { Trainer } from '../../../domain/training/trainers.ts';
import type { ActivityDeps } from '../../deps.ts';
import { final } from '../../lib/failures.ts';
import { withHeartbeats } from '../../lib/heartbeats.ts';
import type { ResultRecord, TrainingKey } from '../../ports/records.ts';
import { keys } from '../../lib/storage-keys.ts';
import {
  ResultDamaged,
  ResultMissing,
  ResultNotFound,
  TrainerAway,
  TrainerRejected,
  TrainingFailed,
  type TrainingResult,
  type WeightsAddress,
} from '../../ports/trainer.ts';
import { verifiedWeights } from './verified-weights.ts';

export interface Taking extends TrainingRequest, TrainingKey {
  readonly leaves: Trainer['leaves'];
  /** Since when the result is wanted, ms since the epoch. */
  readonly since: number;
  /** How long the trainer may fail to give it from then on, ms. */
  readonly patienceMs: number;
  /** How long the trainer must report it as not found before that is believed, ms. */
  readonly goneAfterMs: number;
}

/** What one attempt leaves to the next. Operators see it under Pending Activities. */
interface TakingMemory {
  /** Complete downloads that were no valid model. */
  readonly damaged: number;
  readonly missed?: Missed;
}

export type TakenResult = Omit<ResultRecord, keyof TrainingKey | 'inference'>;

/** So many damaged downloads make a result damaged: it has been paid for, and fetching costs nothing. */
const MOST_DAMAGED = 3;

export function createResultActivities({
  records,
  storage,
  trainer,
}: Pick<ActivityDeps, 'records' | 'storage' | 'trainer'>) {
  /** FAL keeps files for days, but answers only for an hour: remember the file's address. */
  async function find(taking: Taking, signal: AbortSignal): Promise<TrainingResult> {
    try {
      const result = await trainer.result(taking.endpoint, taking.requestId, signal, taking.leaves);
      if (result.weights) await records.saveResultUrl(taking, result.weights.url).catch(notWritten);
      return result;
    } catch (error) {
      if (!(error instanceof TrainerAway) && !(error instanceof ResultNotFound)) throw error;
      const known = await records.training(taking).catch(notRead);
      if (known?.resultUrl === undefined) throw error;
      return { weights: { url: known.resultUrl } };
    }
  }

  async function keep(avatarId: string, weights: WeightsAddress, signal: AbortSignal): Promise<TakenResult> {
    const weightsKey = keys.weights(avatarId);
    const file = await trainer.openWeights(weights, signal);
    try {
      const { bytes, sha256 } = await storage.putStream(weightsKey, verifiedWeights(file), 'application/octet-stream');
      return { weightsKey, weightsSha256: sha256, weightsBytes: bytes };
    } finally {
      // Storage that is down has not read it.
      file.body.destroy();
    }
  }

  return {
    /**
     * Fetches the result and stores the weights. Repeated while there is hope: a fault of ours, such as of storage,
     * never ends it. Weights are verified while they stream, so that incomplete ones are never stored.
     */
    takeResult(taking: Taking): Promise<TakenResult> {
      let memory: TakingMemory = Context.current().info.heartbeatDetails ?? { damaged: 0 };
      const taken = async (signal: AbortSignal): Promise<TakenResult> => {
        try {
          const { finetuneId, weights } = await find(taking, signal);
          return weights ? await keep(taking.avatarId, weights, signal) : defined({ finetuneId });
        } catch (error) {
          memory = remembered(memory, error);
          heartbeat(memory);
          throw verdict(taking, memory, error) ?? error;
        }
      };
      return withHeartbeats(
        () => taken(cancellationSignal()),
        () => memory,
      );
    },

    /** Saves what was fetched. @returns false: the avatar is gone, and what was stored belongs to nobody */
    async saveResult(record: ResultRecord): Promise<boolean> {
      if (!(await records.saveResult(record))) return false;
      // If it cannot be removed now, the sweep does it.
      await storage.remove(keys.archive(record.avatarId, record.attempt)).catch((error: unknown) => {
        log.warn('the archive of a training is not removed yet', { avatarId: record.avatarId, error });
      });
      return true;
    },

    /** Removes what was stored for an avatar that was deleted meanwhile. */
    dropResult: ({ avatarId }: { avatarId: string }): Promise<void> => storage.remove(keys.weights(avatarId)),
  };
}

function remembered(memory: TakingMemory, error: unknown): TakingMemory {
  if (error instanceof ResultDamaged) return { ...memory, damaged: memory.damaged + 1 };
  if (error instanceof ResultNotFound) return { ...memory, missed: missedAgain(memory.missed, Date.now()) };
  return memory;
}

/** The failure that ends it for good; null: retry. */
function verdict(
  { since, patienceMs, goneAfterMs }: Taking,
  { damaged, missed }: TakingMemory,
  error: unknown,
): ApplicationFailure | null {
  const now = Date.now();
  if (error instanceof TrainerRejected) return final('trainer_rejected', error);
  if (error instanceof TrainingFailed) return final('trainer_failed', error);
  if (error instanceof ResultNotFound)
    return missed && isGone(missed, now, goneAfterMs) ? final('result_missing', error) : null;
  if (error instanceof ResultMissing) return final('result_missing', error);
  if (error instanceof ResultDamaged) return damaged >= MOST_DAMAGED ? final('result_damaged', error) : null;
  return error instanceof TrainerAway && now - since > patienceMs ? final('result_missing', error) : null;
}

function notWritten(error: unknown): void {
  log.warn('the address of a result is not written down', { error });
}

function notRead(error: unknown): null {
  log.warn('it is not known where a result is', { error });
  return null;
}
