import { setTimeout as pause } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/common';
import * as messages from '../../../src/workflows/contracts.ts';
import { abandonAvatar, redrawCard } from '../../../src/workflows/avatar/contract.ts';
import { OWNER, quickPolicy, type LabAvatar, type WorkflowLab } from '../../support/workflow-lab.ts';
import { squall, type Storm } from './squall.ts';

const STRANGER = OWNER + 1;
/** Photo numbers to use: some exist, some do not. */
const HIGHEST_NUMBER = 6;

/** One avatar that gets random messages until it ends. @returns its workflow id */
export async function avatarLife(storm: Storm): Promise<string> {
  const { lab, random, ms } = storm;
  const between = (from: number, to: number) => ms(random.between(from, to));
  const timing = {
    burstQuietMs: between(8, 25),
    progressEveryMs: between(0, 30),
    draftTtlMs: between(30, 500),
    uploadTtlMs: between(
      ...random.pick<[number, number]>([
        [15, 50],
        [500, 500],
      ]),
    ),
    reminderBeforeMs: between(5, 14),
    retryWindowMs: between(30, 300),
    queueLimitMs: between(5, 40),
    runLimitMs: between(5, 40),
    trainerSilenceMs: between(5, 50),
    submissionDoubtMs: between(5, 50),
    cancelGraceMs: between(10, 100),
  };
  const avatar = await lab.avatar({
    policy: quickPolicy(timing, {
      historyEvents: random.pick([80, 150, 2_000]),
      limits: {
        trainingsAtOnce: random.pick([0, 2]),
        avatarsADay: 0,
        trainingsADay: 0,
        photosAMinute: random.pick([0, 60]),
      },
      preview: { pictures: random.pick([0, 0, 2]) },
    }),
  });
  const { workflowId } = avatar.handle;
  const photo = () => avatar.send(`photo-${random.between(1, 12)}`);
  const refused = () => spoken(storm, avatar, messages.startTraining, {}, STRANGER);
  const anything = () => send(storm, avatar);
  const { burstQuietMs, uploadTtlMs, reminderBeforeMs, queueLimitMs, runLimitMs } = timing;
  const burst = { workflowId, timerMs: burstQuietMs, summary: 'end of a burst of photos', send: photo };
  const otherTimers = [Math.min(ms(40), uploadTtlMs - reminderBeforeMs), queueLimitMs, runLimitMs];

  await spoken(storm, avatar, messages.openAvatar, {}).catch(() => undefined);
  for (let rounds = random.between(1, 2); rounds > 0; rounds -= 1) {
    const late = random.pick([refused, refused, refused, anything]);
    if (random.chance(0.8)) await squall(storm, { ...burst, late });
    else {
      const kind = random.pick([progress(storm, avatar), anything]);
      await squall(storm, { workflowId, timerMs: random.pick(otherTimers), send: kind, late });
    }
    await pause(between(0, 15));
    if (random.chance(0.5)) void storm.calls.add(spoken(storm, avatar, messages.startTraining, {}));
  }
  await end(storm, avatar);
  return workflowId;
}

type Update<W extends messages.Command> = UpdateDefinition<unknown, [W]>;

function spoken<W extends messages.Command>(
  { lab }: Storm,
  { handle }: LabAvatar,
  update: Update<W>,
  command: Omit<W, 'by'>,
  by = OWNER,
): Promise<unknown> {
  return inTime(lab, () => handle.executeUpdate(update, { args: [{ ...command, by } as W] }));
}

function progress({ random }: Storm, { handle }: LabAvatar): () => Promise<void> {
  return () =>
    handle.signal(messages.reportProgress, {
      requestId: `request-${random.between(1, 2)}`,
      percent: random.between(0, 100),
      phase: random.pick(['queued', 'running'] as const),
    });
}

/** Ignores answers: refusals and ended runs are part of it. */
function send(storm: Storm, avatar: LabAvatar): Promise<unknown> {
  const { lab, random } = storm;
  const { handle } = avatar;
  const number = random.between(1, HIGHEST_NUMBER);
  const attempt = random.between(1, 2);
  const command = <W extends messages.Command>(update: Update<W>, said: Omit<W, 'by'>, by = OWNER) =>
    spoken(storm, avatar, update, said, by);
  const roll = random.between(1, 100);
  if (roll <= 30) return avatar.send(...Array.from({ length: number % 3 }, () => `photo-${random.between(1, 12)}`));
  if (roll <= 40) return command(messages.startTraining, {}, STRANGER);
  if (roll <= 52) return command(messages.startTraining, {});
  if (roll <= 58) return command(messages.removePhoto, { number });
  if (roll <= 62) return command(messages.bringBackPhoto, { number });
  if (roll <= 65) return command(messages.renameAvatar, { name: `Ann ${number}` });
  if (roll <= 68) return command(messages.openAvatar, { cardMessageId: 500 + number });
  if (roll <= 71) return command(messages.retryTraining, {});
  if (roll <= 73) return command(messages.takeResult, {});
  if (roll <= 76) return command(messages.replacePhotos, number > 3 ? { without: true as const } : {});
  if (roll <= 78) return command(messages.extendWait, {});
  if (roll <= 83) return progress(storm, avatar)();
  if (roll <= 87) {
    return handle.signal(messages.reportTrainingEnd, { requestId: `request-${attempt}`, outcome: 'ok', attempt });
  }
  if (roll <= 90) return handle.signal(redrawCard, {});
  if (roll <= 93) {
    const decision = random.pick([
      { decision: 'submit_again' },
      { decision: 'give_up' },
      { decision: 'adopt', requestId: `request-${attempt}` },
    ] as const);
    return inTime(lab, () => handle.executeUpdate(messages.decideSubmission, { args: [decision] }));
  }
  if (roll <= 95) return inTime(lab, () => avatar.state());
  if (roll <= 96) return handle.signal(abandonAvatar);
  return command(messages.cancelAvatar, {});
}

/** Most lives are ended early, one way or another. */
async function end(storm: Storm, avatar: LabAvatar): Promise<void> {
  const roll = storm.random.between(1, 10);
  const ended =
    roll <= 4
      ? spoken(storm, avatar, messages.cancelAvatar, {})
      : roll <= 7
        ? spoken(storm, avatar, messages.deleteAvatar, {})
        : roll <= 9
          ? avatar.handle.cancel()
          : Promise.resolve();
  await ended.catch(() => undefined);
}

/** A run that does not answer must not block the storm. */
function inTime<T>(lab: WorkflowLab, call: () => Promise<T>): Promise<T> {
  return lab.client.withDeadline(Date.now() + 5_000, call);
}
