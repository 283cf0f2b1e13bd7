import { randomUUID } from 'node:crypto';
import { createAvatars } from '../../src/bot/avatars.ts';
import type { CommandResult } from '../../src/bot/ports.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import * as messages from '../../src/workflows/contracts.ts';
import type { Training } from './activities.ts';
import type { Lab } from './lab.ts';

/** What a user and a trainer do in one life. */
export interface Script {
  readonly photos: number;
  /** `album`: all in one burst. `one by one`: each after the verdict on the one before. */
  readonly sending: 'album' | 'one by one';
  /** Quiet time that ends a burst of photos, ms. */
  readonly burstQuietMs: number;
  /** What happens during the training; absent: it is over at once. */
  readonly meanwhile?: (workflowId: string, training: Training) => Promise<void>;
}

const telegramId = 4242;
const user = { telegramId, language: 'en', firstName: 'Ann' } as const;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;
const POLL_INTERVAL_MS = 50;
/** Under load answers take long: a bench measures that, and does not give up. */
const DEADLINE_MS = 120_000;

let taps = 0;

/**
 * Lives one avatar's whole life, by the bot's own clients: draft, photos, ready, start, completed.
 * @returns its workflow id
 * @throws {Error} when anything is refused, or it does not end as completed
 */
export async function live(lab: Lab, { photos, sending, burstQuietMs, meanwhile }: Script): Promise<string> {
  const { client, taskQueue, chat, turns, trainings } = lab;
  const timing = { ...defaultPolicy.timing, burstQuietMs, pollIntervalMs: POLL_INTERVAL_MS };
  const limits = { ...defaultPolicy.photos, minPhotos: Math.min(photos, defaultPolicy.photos.minPhotos) };
  const policy = { ...defaultPolicy, photos: limits, timing, preview: { pictures: 0 } };
  const avatars = createAvatars(client, { policy, botId: 1, taskQueue, deadlineMs: DEADLINE_MS });
  const avatarId = randomUUID();
  const workflowId = messages.avatarWorkflowId(avatarId);
  const training: Training = { polls: 0, isOver: meanwhile === undefined };
  trainings.set(workflowId, training);
  const asking = () => ({ avatarId, user, key: `tap-${(taps += 1)}` });
  const settled = () => turns?.idle(workflowId);

  granted(await avatars.create(asking(), choices, 1));
  await settled();
  for (let number = 1; number <= photos; number += 1) {
    const photo = { fileId: `file-${number}`, fileUniqueId: `unique-${number}`, messageId: number + 1 };
    await avatars.photos(user, avatarId, [photo]);
    if (sending === 'one by one') await chat.seen(avatarId, (card) => card.photos.valid === number);
    if (sending === 'one by one' || number === 1) await settled();
    else await turns?.dealtWith(workflowId);
  }
  await chat.seen(avatarId, (card) => card.photos.valid === photos && card.allowed.includes('start'));
  await settled();
  granted(await avatars.startTraining(asking()));
  await settled();
  await meanwhile?.(workflowId, training);
  training.isOver = true;
  await client.workflow.getHandle(workflowId).result();
  trainings.delete(workflowId);
  return workflowId;
}

function granted(answer: CommandResult): void {
  if (!answer.ok) throw new Error(`refused: ${answer.why}`);
}
