import { randomUUID } from 'node:crypto';
import type { avatarWorkflow } from '../../src/workflows/avatar.ts';
import { createAvatars } from '../../src/bot/avatars.ts';
import type { Answer } from '../../src/bot/ports.ts';
import { defaultPolicy } from '../../src/domain/policy.ts';
import * as messages from '../../src/workflows/messages.ts';
import type { Lab } from './lab.ts';

/** What a person and a trainer do in one life. */
export interface Script {
  readonly photos: number;
  /** `album`: all in one burst. `one by one`: each when the verdict on the one before has been seen. */
  readonly sending: 'album' | 'one by one';
  /** Polls that find the training still running. */
  readonly polls: number;
  /** Progress that the trainer's polls report to the run. */
  readonly reports: number;
  /** ms of quiet after which a burst of photos is over. */
  readonly burstQuietMs: number;
}

const telegramId = 4242;
const person = { telegramId, language: 'en', firstName: 'Ann' } as const;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;
const POLL_INTERVAL_MS = 20;
/** Under load answers take long: a bench measures that, and does not give up on it. */
const DEADLINE_MS = 120_000;

let updateId = 0;

/**
 * Lives one avatar's whole life, by the bot's own way to the workflows: draft, photos, ready, start, completed.
 * @returns its workflow id
 * @throws {Error} when anything is refused, or it does not end as completed
 */
export async function live(lab: Lab, script: Script): Promise<string> {
  const { client, taskQueue, chat, turns, trainings } = lab;
  const { timing } = defaultPolicy;
  const policy = {
    ...defaultPolicy,
    timing: { ...timing, burstQuietMs: script.burstQuietMs, pollIntervalMs: POLL_INTERVAL_MS },
  };
  const avatars = createAvatars(client, { policy, botId: 1, taskQueue, deadlineMs: DEADLINE_MS });
  const avatarId = randomUUID();
  const workflowId = messages.avatarWorkflowId(avatarId);
  const asking = () => ({ avatarId, by: telegramId, updateId: (updateId += 1) });
  const settled = () => turns?.idle(workflowId);
  const over = Promise.withResolvers<void>();
  trainings.set(workflowId, { polls: script.polls, over: over.promise });

  granted(await avatars.create(asking(), person, choices, 1));
  await settled();
  for (let number = 1; number <= script.photos; number += 1) {
    const photo = { fileId: `file-${number}`, fileUniqueId: `unique-${number}`, messageId: number + 1 };
    await avatars.photo(telegramId, avatarId, photo);
    if (script.sending === 'one by one') await chat.seen(avatarId, ({ photos }) => photos.valid === number);
    if (number === 1 || script.sending === 'one by one') await settled();
    else await turns?.dealtWith(workflowId);
  }
  await chat.seen(avatarId, ({ photos, allowed }) => photos.valid === script.photos && allowed.includes('start'));
  await settled();
  granted(await avatars.confirmStart(asking()));
  await settled();
  const run = client.workflow.getHandle<typeof avatarWorkflow>(workflowId);
  for (let report = 1; report <= script.reports; report += 1) {
    await run.signal(messages.trainingProgress, { requestId: 'request-1', percent: 5 * report });
    await settled();
  }
  over.resolve();
  await run.result();
  trainings.delete(workflowId);
  return workflowId;
}

function granted(answer: Answer): void {
  if (!answer.ok) throw new Error(`refused: ${answer.why}`);
}
