import { CancellationScope, isCancellation, log, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities, PreviewStep } from '../../activities/index.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import { cancelling } from '../shared/activity-options.ts';
import type { PreviewInput, PreviewResult } from './contract.ts';
import { causeType } from '../shared/cause.ts';
import * as policies from '../shared/activity-policies.ts';

/** Weights may have to be uploaded: that costs nothing, and may take a while. */
const planning = proxyActivities<Pick<Activities, 'planPreviews'>>({
  ...policies.trainer,
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '2h',
  heartbeatTimeout: policies.WORKER_ALIVE,
});

const pictureSubmission = proxyActivities<Pick<Activities, 'submitPreview'>>({
  ...policies.paid,
  startToCloseTimeout: '2m',
});

const previewRows = proxyActivities<Pick<Activities, 'settlePreview' | 'forgetWeightsAddress'>>(policies.rows);

/**
 * Polls are retries, as for a training. A picture takes seconds but was paid for, so unavailable storage or rows are
 * waited for as long as FAL keeps it (FILES_LIFE_MS). After that the user has to ask again.
 */
const receiving = proxyActivities<Pick<Activities, 'receivePreview'>>({
  ...policies.files,
  scheduleToCloseTimeout: '24h',
});

const delivering = proxyActivities<Pick<Activities, 'sendPreviews'>>({
  ...policies.message,
  heartbeatTimeout: policies.WORKER_ALIVE,
});

/** Between two polls of a picture, ms: it takes some seconds. */
const POLL_MS = 2_000;
/** How long FAL must report a picture as not found before that is believed, ms: it was paid for. */
const GONE_AFTER_MS = 10 * 60_000;
/** Submissions to a busy FAL, and the first wait between two, ms: the last is sixteen times as long. */
const BUSY_TRIES = 6;
const BUSY_WAIT_MS = 5_000;

/**
 * Makes the missing first pictures of an avatar, and sends all. Started when the avatar is completed, and by its user's
 * button. A failure here leaves the avatar as it is.
 */
export async function previewWorkflow({ avatarId, pictures }: PreviewInput): Promise<PreviewResult> {
  const steps = await planned(avatarId, pictures);
  if (!steps) return null;
  try {
    const made = await Promise.allSettled(steps.map(make));
    const cancelled = made.find((one) => one.status === 'rejected');
    if (cancelled) throw cancelled.reason;
  } finally {
    await CancellationScope.nonCancellable(() =>
      previewRows.forgetWeightsAddress.executeWithOptions({ summary: 'end FAL’s access to the weights' }, [
        { avatarId },
      ]),
    );
  }
  return delivering.sendPreviews.executeWithOptions({ summary: 'send the pictures' }, [{ avatarId, pictures }]);
}

/** @returns null: the avatar is deleted */
async function planned(avatarId: string, pictures: number): Promise<PreviewStep[] | null> {
  try {
    return await planning.planPreviews.executeWithOptions({ summary: 'plan the pictures' }, [{ avatarId, pictures }]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the pictures cannot be made now', { error });
    return [];
  }
}

/** Makes one picture. Throws only a cancellation: the row keeps any other outcome. */
async function make(step: PreviewStep): Promise<void> {
  const submitted = step.request ? { ...step, request: step.request } : await submit(step);
  if (!submitted) return;
  const { request, number } = submitted;
  const watch = { ...submitted, pollIntervalMs: POLL_MS, goneAfterMs: GONE_AFTER_MS };
  try {
    await receiving.receivePreview.executeWithOptions({ summary: `picture ${number}` }, [watch]);
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => stop(request));
      throw error;
    }
    log.warn('a picture was not received', { number, error });
  }
}

/** Submits once. Retries, after a wait, only when FAL definitely rejected the request. @returns null: refused, or unconfirmed */
async function submit(step: PreviewStep): Promise<(PreviewStep & { request: TrainingRequest }) | null> {
  for (let busy = 0; busy < BUSY_TRIES; busy += 1) {
    if (busy > 0) await sleep(BUSY_WAIT_MS * 2 ** (busy - 1), { summary: 'FAL is busy' });
    const attempt = { avatarId: step.avatarId, number: step.number, tryNumber: step.tryNumber + busy };
    const request = await CancellationScope.nonCancellable(() => submitOnce(attempt));
    if (request === null) return null;
    if (request !== 'busy') return { ...attempt, request };
  }
  return null;
}

/** A running submission is not cancelled: its outcome must be known. */
async function submitOnce(attempt: PreviewStep): Promise<TrainingRequest | 'busy' | null> {
  const { number, tryNumber } = attempt;
  try {
    return await pictureSubmission.submitPreview.executeWithOptions(
      { summary: `submit picture ${number}.${tryNumber}` },
      [attempt],
    );
  } catch (error) {
    const type = causeType(error);
    log.warn('a picture was not submitted', { number, type });
    if (type === 'TrainerBusy') return 'busy';
    if (type === 'PreviewRefused') return null;
    const fate = await previewRows.settlePreview.executeWithOptions({ summary: 'find the outcome' }, [attempt]);
    if (fate.fate === 'never_sent') return 'busy';
    return fate.fate === 'accepted' ? fate.request : null;
  }
}

async function stop(request: TrainingRequest): Promise<void> {
  try {
    await cancelling.cancelTraining.executeWithOptions({ summary: 'tell FAL to stop' }, [request]);
  } catch (error) {
    log.warn('a picture could not be stopped at FAL', { requestId: request.requestId, error });
  }
}
