import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities } from '../../../src/activities/index.ts';
import type { JudgedPhoto } from '../../../src/domain/photos/photo.ts';
import { stillTraining } from '../../../src/activities/lib/failures.ts';
import type { Random } from './random.ts';

/** Longest activity, ms. */
const LONGEST_MS = 30;

/** Activities with random durations and outcomes. */
export function stormy(calm: Activities, random: Random): Activities {
  const unlucky = (probability: number, type: string) => {
    if (random.chance(probability)) throw ApplicationFailure.nonRetryable('as chance has it', type);
  };
  const rough: Partial<Activities> = {
    async checkPhotos(asked) {
      if (random.chance(0.2)) return { verdicts: [], waitMs: random.between(10, 60) };
      const { verdicts } = await calm.checkPhotos(asked);
      const judged = verdicts.map((one): JudgedPhoto => {
        const verdict = random.next();
        if (verdict < 0.1) return { number: one.number, verdict: 'invalid', refusal: 'too_small' };
        if (verdict < 0.2) return { number: one.number, verdict: 'duplicate', refusal: 'near_duplicate' };
        return one;
      });
      // The others are left to the next check.
      return { verdicts: judged.slice(0, random.between(1, judged.length)) };
    },
    async submitTraining(submission) {
      unlucky(0.15, 'TrainerBusy');
      unlucky(0.1, 'photos_rejected');
      if (random.chance(0.15)) throw new Error('the connection was lost');
      return calm.submitTraining(submission);
    },
    async settleSubmission(submission) {
      if (random.chance(0.3)) return { fate: 'never_sent' };
      return calm.settleSubmission(submission);
    },
    async findSubmission(submission) {
      if (random.chance(0.6)) return null;
      return { requestId: `request-${submission.attempt}`, endpoint: 'fal-ai/fake' };
    },
    async awaitTraining(watch) {
      if (random.chance(0.7)) throw stillTraining('training', random.between(10, 100));
      return calm.awaitTraining(watch);
    },
    async takeResult(argument) {
      unlucky(0.2, 'photos_rejected');
      unlucky(0.2, 'trainer_failed');
      return calm.takeResult(argument);
    },
    async showCard(argument) {
      if (random.chance(0.02)) throw new Error('Telegram does not answer');
      return calm.showCard(argument);
    },
    async compareFaces(argument) {
      unlucky(0.2, 'WrongModel');
      return calm.compareFaces(argument);
    },
    async weakPhotos() {
      return random.chance(0.5) ? [1] : [];
    },
    async claimTraining(argument) {
      if (random.chance(0.1)) return { granted: false };
      return calm.claimTraining(argument);
    },
    async adoptRequest(named) {
      return random.chance(0.5) ? 'adopted' : calm.adoptRequest(named);
    },
    async livingAvatars() {
      return [];
    },
    async receivePreview(watch) {
      if (random.chance(0.5)) throw stillTraining('running', random.between(10, 60));
      unlucky(0.2, 'PreviewFailed');
      return calm.receivePreview(watch);
    },
    async submitPreview(step) {
      unlucky(0.1, 'PreviewRefused');
      return calm.submitPreview(step);
    },
    async beginDeletion() {
      return random.chance(0.7) ? 'person' : null;
    },
    async lookForRemains() {
      return { objects: random.chance(0.3) ? 1 : 0, rows: 0 };
    },
  };
  const all = Object.entries({ ...calm, ...rough }) as [string, (argument: unknown) => Promise<unknown>][];
  return Object.fromEntries(
    all.map(([name, activity]) => [
      name,
      async (argument: unknown) => {
        await pause(random.between(0, LONGEST_MS));
        return activity(argument);
      },
    ]),
  ) as unknown as Activities;
}
