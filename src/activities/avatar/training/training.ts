import { cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import { defined } from '../../../domain/defined.ts';
import { isGone, missedAgain, type Missed } from '../../../domain/training/missed.ts';
import { nextPoll, nothingKnown, type PollMemory, type TrainerStatus } from '../../../domain/training/poll.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { ActivityDeps } from '../../deps.ts';
import { redrawCard } from '../card.ts';
import { final, stillTraining } from '../../lib/failures.ts';
import { RequestUnknown, TrainerAway, TrainerRejected } from '../../ports/trainer.ts';

export interface Watch extends TrainingRequest {
  readonly avatarId: string;
  readonly submittedAt: number;
  readonly pollIntervalMs: number;
  readonly progressEveryMs: number;
  /** What such a training usually takes, ms. */
  readonly usualMs: readonly [number, number];
  /** How long the trainer may give no answer before that is reported, ms. */
  readonly silentAfterMs: number;
  /** How long the trainer must not know the request before that is believed, ms. */
  readonly goneAfterMs: number;
  readonly quiet?: true;
}

export function createTrainingActivities(deps: Pick<ActivityDeps, 'trainer' | 'records' | 'messenger' | 'runs'>) {
  const { trainer, runs, records } = deps;

  /**
   * Writes progress into the row and the card, tells the run another phase, and returns the memory for the next poll. A
   * failed report is repeated by that one.
   */
  async function tell(watch: Watch, before: PollMemory, seen: TrainerStatus, missed?: Missed): Promise<PollMemory> {
    const { memory, report, isPhase } = nextPoll(before, seen, watch, Date.now());
    if (report && !watch.quiet) {
      await records.saveProgress(watch.avatarId, report);
      // The run draws the card itself then.
      if (isPhase) await runs.reportProgress(Context.current().info.workflowExecution?.workflowId ?? '', report);
      else await redrawCard(deps, watch.avatarId);
    }
    heartbeat({ ...memory, ...defined({ missed }) });
    return memory;
  }

  return {
    /** One poll. Fails benignly until the training has ended, and Temporal retries: the number of polls leaves no trace in history. */
    async awaitTraining(watch: Watch): Promise<void> {
      const { info } = Context.current();
      const memory: PollMemory & { readonly missed?: Missed } = info.heartbeatDetails ?? nothingKnown;
      heartbeat(memory);
      const { missed: missedBefore, ...before } = memory;
      const status = await trainer
        .status(watch.endpoint, watch.requestId, cancellationSignal())
        .catch(async (error: unknown) => {
          if (error instanceof TrainerRejected && !(error instanceof RequestUnknown))
            throw final('trainer_rejected', error);
          const missed = error instanceof RequestUnknown ? missedAgain(missedBefore, Date.now()) : missedBefore;
          if (missed && missed !== missedBefore && isGone(missed, Date.now(), watch.goneAfterMs)) {
            throw final('result_missing', error);
          }
          if (!cancellationSignal().aborted) {
            const refused = error instanceof TrainerAway && error.refusesUs && ({ refused: true } as const);
            await tell(watch, before, { state: 'silent', ...refused }, missed);
          }
          throw error;
        });
      if (status.state === 'ended') return;
      const { percent } = await tell(watch, before, status);
      throw stillTraining(status.state === 'queued' ? 'in the queue' : `training, ${percent} %`, watch.pollIntervalMs);
    },

    /** Tells the trainer to stop. May be repeated. */
    cancelTraining: ({ endpoint, requestId }: TrainingRequest) => trainer.cancel(endpoint, requestId),
  };
}
