import { ApplicationFailure } from '@temporalio/activity';
import type { TrainingStatus } from '../../src/activities/ports/trainer.ts';

/** What the trainer does with one request. */
export interface TrainingPlan {
  /** Status requests that find it unfinished, the first tenth of them in the queue; 0: it is over at once. */
  readonly polls: number;
  /** Figures of progress that it tells meanwhile, evenly. */
  readonly reports: number;
  /** Its first place in the queue; absent: it tells none. */
  readonly queue?: number;
  /** `fails`: it leaves no result. `goes on`: until it is told to stop. Absent: it is completed. */
  readonly end?: 'fails' | 'goes on';
}

interface Training {
  readonly avatarId: string;
  readonly plan: TrainingPlan;
  polls: number;
  /** What the last status said. */
  told: string;
  isStopped: boolean;
}

/** Per cent: a training tells no more before its result is verified. */
const CEILING = 95;
const QUEUED_SHARE = 0.1;

/** A trainer without waits: each request follows its plan. */
export class BenchTrainer {
  readonly #plans = new Map<string, TrainingPlan[]>();
  readonly #allTold = new Map<string, PromiseWithResolvers<void>>();
  readonly #trainings = new Map<string, Training>();
  readonly #beforeNews: (avatarId: string) => Promise<void>;

  /** @param beforeNews resolves when an answer that differs from the last one may be given */
  constructor(beforeNews: (avatarId: string) => Promise<void>) {
    this.#beforeNews = beforeNews;
  }

  /** Plans an avatar's trainings, in order. */
  expect(avatarId: string, plans: readonly TrainingPlan[]): void {
    this.#plans.set(avatarId, [...plans]);
    this.#allTold.set(avatarId, Promise.withResolvers());
  }

  /** Takes the avatar's next planned training. @returns the request's id */
  submit(avatarId: string, attempt: number): string {
    const plan = this.#plans.get(avatarId)?.shift() ?? { polls: 0, reports: 0 };
    const requestId = `${avatarId}.${attempt}`;
    this.#trainings.set(requestId, { avatarId, plan, polls: 0, told: '', isStopped: false });
    return requestId;
  }

  async status(requestId: string): Promise<TrainingStatus> {
    const training = this.#trainings.get(requestId);
    if (!training) return { state: 'ended' };
    if (training.polls >= training.plan.polls) this.#allTold.get(training.avatarId)?.resolve();
    const status = next(training);
    const told = JSON.stringify(status);
    if (told !== training.told) await this.#beforeNews(training.avatarId);
    training.told = told;
    return status;
  }

  stop(requestId: string): void {
    const training = this.#trainings.get(requestId);
    if (training) training.isStopped = true;
  }

  /** @throws {ApplicationFailure} trainer_failed, as the activity that takes the result */
  result(requestId: string): void {
    const training = this.#trainings.get(requestId);
    if (!training?.isStopped && training?.plan.end !== 'fails') return;
    throw ApplicationFailure.nonRetryable('no result', 'trainer_failed', { reason: 'trainer_failed' });
  }

  /** Resolves when a training of the avatar has told all that it tells before its end. */
  async allTold(avatarId: string): Promise<void> {
    await this.#allTold.get(avatarId)?.promise;
  }

  forget(avatarId: string): void {
    this.#plans.delete(avatarId);
    this.#allTold.delete(avatarId);
    for (const [requestId, training] of this.#trainings) {
      if (training.avatarId === avatarId) this.#trainings.delete(requestId);
    }
  }
}

function next(training: Training): TrainingStatus {
  const { plan, isStopped } = training;
  if (isStopped || (training.polls >= plan.polls && plan.end !== 'goes on')) return { state: 'ended' };
  training.polls += 1;
  const share = Math.min(1, training.polls / plan.polls);
  const queued = Math.max(QUEUED_SHARE, 1 / plan.polls);
  if (share <= queued) {
    const { queue } = plan;
    return { state: 'queued', ...(queue && { queuePosition: Math.max(1, Math.ceil(queue * (1 - share / queued))) }) };
  }
  const told = Math.floor((plan.reports * (share - queued)) / (1 - queued));
  return { state: 'running', percent: plan.reports === 0 ? 0 : Math.floor((CEILING * told) / plan.reports) };
}
