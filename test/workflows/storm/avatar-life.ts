import { setTimeout as pause } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/common';
import * as messages from '../../../src/workflows/messages.ts';
import { showAgain } from '../../../src/workflows/person-messages.ts';
import { OWNER, quickPolicy, type LabAvatar, type WorkflowLab } from '../../support/workflow-lab.ts';
import type { Random } from './random.ts';
import { squall } from './squall.ts';

const STRANGER = OWNER + 1;
/** Numbers of photos that are named: some exist, some do not. */
const HIGHEST_NUMBER = 6;

/** One avatar, to which chance sends messages until it lets it end. @returns the id of its workflow */
export async function avatarLife(lab: WorkflowLab, random: Random): Promise<string> {
  const burstQuietMs = random.pick([random.between(20, 250), 400]);
  const progressEveryMs = random.between(0, 150);
  const avatar = await lab.avatar({
    policy: quickPolicy(
      {
        burstQuietMs,
        progressEveryMs,
        draftTtlMs: random.between(300, 5_000),
        uploadTtlMs: random.between(500, 5_000),
        reminderBeforeMs: random.between(50, 400),
        retryWindowMs: random.between(500, 3_000),
        queueLimitMs: random.between(50, 1_000),
        runLimitMs: random.between(50, 1_000),
        trainerSilenceMs: random.between(50, 500),
        submissionDoubtMs: random.between(50, 500),
        cancelGraceMs: random.between(100, 1_000),
      },
      {
        historyEvents: random.pick([120, 250, 2_000]),
        limits: {
          trainingsAtOnce: random.pick([0, 2]),
          avatarsADay: 0,
          trainingsADay: 0,
          photosAMinute: random.pick([0, 60]),
        },
        preview: { pictures: random.pick([0, 2]) },
      },
    ),
  });
  /** Mostly about as long as a timer of the run's. */
  const lull = () =>
    pause(
      random.pick([
        0,
        random.between(0, 20),
        random.between(0, 20),
        Math.max(0, burstQuietMs + random.between(-30, 30)),
        Math.max(0, progressEveryMs + random.between(-30, 30)),
        random.between(0, 300),
      ]),
    );
  const answers: Promise<unknown>[] = [];
  /** What follows upon each other while a workflow task is under way. */
  async function photosThenRefusal(): Promise<void> {
    const args: [messages.Wish] = [{ by: STRANGER }];
    for (let photo = random.between(1, 3); photo > 0; photo -= 1) {
      await avatar.send(`photo-${random.between(1, 12)}`);
      await pause(random.between(0, 15));
    }
    const refused = inTime(lab, () => avatar.handle.executeUpdate(messages.confirmStart, { args }));
    answers.push(refused.catch(() => undefined));
  }
  if (random.chance(0.3)) await squall(avatar, burstQuietMs).catch(() => undefined);
  const messagesSent = random.between(2, 7);
  for (let sent = 0; sent < messagesSent; sent += 1) {
    if (random.chance(0.5)) await photosThenRefusal();
    else answers.push(send(lab, avatar, random).catch(() => undefined));
    await lull();
  }
  answers.push(end(lab, avatar, random).catch(() => undefined));
  await Promise.all(answers);
  return avatar.handle.workflowId;
}

/** Whatever is answered: refusals, and runs that have ended, are part of it. */
async function send(lab: WorkflowLab, avatar: LabAvatar, random: Random): Promise<unknown> {
  const by = OWNER;
  const number = random.between(1, HIGHEST_NUMBER);
  const attempt = random.between(1, 2);
  const requestId = `request-${attempt}`;
  // Chance is asked here and now: what is sent does not depend on how long answers take.
  const photos = Array.from({ length: random.between(1, 3) }, () => `photo-${random.between(1, 12)}`);
  const percent = random.between(0, 100);
  const roll = random.between(1, 100);
  const spoken = <W extends messages.Wish>(update: UpdateDefinition<unknown, [W]>, wish: Omit<W, 'by'>, who = by) =>
    inTime(lab, () => avatar.handle.executeUpdate(update, { args: [{ ...wish, by: who } as W] }));
  if (roll <= 35) return avatar.send(...photos);
  if (roll <= 50) return spoken(messages.confirmStart, {}, STRANGER);
  if (roll <= 60) return spoken(messages.confirmStart, {});
  if (roll <= 65) return spoken(messages.removePhoto, { number });
  if (roll <= 68) return spoken(messages.bringBackPhoto, { number });
  if (roll <= 71) return spoken(messages.rename, { name: `Ann ${number}` });
  if (roll <= 74) return spoken(messages.open, { cardMessageId: 500 + number });
  if (roll <= 77) return spoken(messages.retry, {});
  if (roll <= 79) return spoken(messages.mendPhotos, number > 3 ? { without: true as const } : {});
  if (roll <= 81) return spoken(messages.waitOn, {});
  if (roll <= 88) return avatar.handle.signal(messages.trainingProgress, { requestId, percent, phase: 'running' });
  if (roll <= 91) return avatar.handle.signal(messages.trainerResult, { requestId, outcome: 'ok', attempt });
  if (roll <= 94) return avatar.handle.signal(showAgain, {});
  if (roll <= 96) {
    const decision = { decision: 'submit_again' } as const;
    return inTime(lab, () => avatar.handle.executeUpdate(messages.resolveSubmission, { args: [decision] }));
  }
  if (roll <= 98) return inTime(lab, () => avatar.state());
  return spoken(messages.cancel, {});
}

/** Most lives are cut short in the end, one way or the other. */
async function end(lab: WorkflowLab, avatar: LabAvatar, random: Random): Promise<unknown> {
  const args: [messages.Wish] = [{ by: OWNER }];
  const roll = random.between(1, 10);
  if (roll <= 4) return inTime(lab, () => avatar.handle.executeUpdate(messages.cancel, { args }));
  if (roll <= 7) return inTime(lab, () => avatar.handle.executeUpdate(messages.deleteAvatar, { args }));
  if (roll <= 9) return avatar.handle.cancel();
  return undefined;
}

/** A run that does not answer holds nobody up. */
function inTime<T>(lab: WorkflowLab, call: () => Promise<T>): Promise<T> {
  return lab.client.withDeadline(Date.now() + 5_000, call);
}
