import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { createAvatars } from '../../src/bot/avatars.ts';
import type { CommandResult } from '../../src/bot/ports.ts';
import type { AvatarRow } from '../../src/domain/avatar/gallery.ts';
import { defaultPolicy, type AvatarPolicy } from '../../src/domain/avatar/policy.ts';
import type { ReceivedPhoto } from '../../src/domain/photos/photo.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { Lab } from './lab.ts';
import { trainingsOf, type Script } from './script.ts';

const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;
const CARD = 1;
const POLL_INTERVAL_MS = 50;
/** How long a failed life waits for a retry, ms: longer than the failure takes to be shown. */
const RETRY_WINDOW_MS = 3_000;
/** Under load answers take long: a bench measures that, and does not give up. */
const DEADLINE_MS = 120_000;

let taps = 0;
let users = 6_000_000;

export interface Life {
  readonly workflowId: string;
  /** Events before the tap that cancelled it. */
  readonly eventsBeforeCancel?: number;
}

/**
 * Lives one avatar's whole life, by the bot's own clients: draft, photos, ready, start, its end.
 * @throws {Error} when anything is refused, or it ends otherwise than the script says
 */
export async function live(lab: Lab, script: Script): Promise<Life> {
  const { client, taskQueue, chat, turns, trainer } = lab;
  const { ending = 'completed' } = script;
  const avatars = createAvatars(client, { policy: policyOf(script), botId: 1, taskQueue, deadlineMs: DEADLINE_MS });
  const avatarId = randomUUID();
  // A user may make some avatars a day.
  const user = { telegramId: (users += 1), language: 'en', firstName: 'Ann' } as const;
  const workflowId = messages.avatarWorkflowId(avatarId);
  const run = client.workflow.getHandle(workflowId);
  trainer.expect(avatarId, trainingsOf(script));
  const asking = () => ({ avatarId, user, key: `tap-${(taps += 1)}` });
  const settled = () => turns?.settled(workflowId);
  async function cancel(): Promise<Life> {
    await settled();
    const { historyLength: eventsBeforeCancel } = await run.describe();
    granted(await avatars.cancel(asking()));
    await failed(run.result());
    return { workflowId, eventsBeforeCancel };
  }

  granted(await avatars.create(asking(), choices, CARD));
  await settled();
  await sendPhotos(lab, script, avatarId, (photos) => avatars.photos(user, avatarId, photos));
  await settled();
  if (ending === 'cancelled while collecting') return cancel();
  granted(await avatars.startTraining(asking()));
  await settled();
  if (ending === 'cancelled while training') {
    await trainer.allTold(avatarId);
    return cancel();
  }
  if (ending === 'failed') await failed(run.result());
  else {
    if (ending === 'retried') {
      await chat.seen(avatarId, (card) => card.allowed.includes('retry'));
      await settled();
      granted(await avatars.retry(asking(), rowOf(avatarId, script), CARD));
    }
    await run.result();
  }
  trainer.forget(avatarId);
  return { workflowId };
}

/** All of them valid, and a training allowed, when this returns. */
async function sendPhotos(
  { chat, turns }: Lab,
  { photos, sending }: Script,
  avatarId: string,
  send: (photos: readonly ReceivedPhoto[]) => Promise<void>,
): Promise<void> {
  const workflowId = messages.avatarWorkflowId(avatarId);
  const all = Array.from({ length: photos }, (_, index) => index + 1).map((number) => ({
    fileId: `file-${number}`,
    fileUniqueId: `unique-${number}`,
    messageId: CARD + number,
  }));
  const [first, ...others] = all;
  const signals = sending === 'album' && first ? [[first], others] : all.map((photo) => [photo]);
  let sent = 0;
  for (const signal of signals.filter(({ length }) => length > 0)) {
    await send(signal);
    sent += signal.length;
    if (sending !== 'one by one') {
      await turns?.dealtWith(workflowId);
      continue;
    }
    await chat.seen(avatarId, (card) => card.photos.valid === sent);
    await turns?.idle(workflowId);
  }
  await chat.seen(avatarId, (card) => card.photos.valid === photos && card.allowed.includes('start'));
}

function policyOf({ photos, checkQuietMs }: Script): AvatarPolicy {
  const { timing, photos: limits } = defaultPolicy;
  return {
    ...defaultPolicy,
    photos: { ...limits, minPhotos: Math.min(photos, limits.minPhotos) },
    timing: {
      ...timing,
      checkQuietMs,
      retryWindowMs: RETRY_WINDOW_MS,
      pollIntervalMs: POLL_INTERVAL_MS,
      // Here the trainer waits with its news until the run has dealt with the ones before.
      progressEveryMs: 0,
    },
    preview: { pictures: 0 },
  };
}

const rowOf = (avatarId: string, { photos }: Script): AvatarRow => ({
  ...choices,
  avatarId,
  status: 'error',
  progress: 0,
  photosCount: photos,
  createdAt: new Date(),
});

async function failed(result: Promise<unknown>): Promise<void> {
  const isFailed = await result.then(
    () => false,
    (error: unknown) => error instanceof WorkflowFailedError || Promise.reject(error as Error),
  );
  if (!isFailed) throw new Error('a life was completed that should not be');
}

function granted(answer: CommandResult): void {
  if (!answer.ok) throw new Error(`refused: ${answer.why}`);
}
