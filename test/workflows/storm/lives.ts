import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { TelegramProfile } from '../../../src/domain/user/profile.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import type * as workflows from '../../../src/workflows/index.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { OWNER } from '../../support/workflow-lab.ts';
import { avatarLife } from './avatar-life.ts';
import type { Random } from './random.ts';
import { squall, type Storm } from './squall.ts';

type WorkflowType = keyof typeof workflows;

/** One run of a workflow that gets random messages. @returns its workflow id */
type StormyLife = (storm: Storm) => Promise<string>;

/** About as long as an activity takes here, ticks: without a timer, messages come when one ends. */
const ACTIVITY = 3;

const telegramIdOf = (random: Random) => random.between(10_000_000, 2_000_000_000);

function start({ lab }: Storm, type: WorkflowType, workflowId: string, input: unknown): Promise<WorkflowHandle> {
  return lab.client.workflow.start(type, { workflowId, taskQueue: lab.taskQueue, args: [input] });
}

/** Of every workflow that ships. */
export const lives: Record<WorkflowType, StormyLife> = {
  avatarWorkflow: avatarLife,

  async photoInboxWorkflow(storm) {
    const { lab, random } = storm;
    const telegramId = telegramIdOf(random);
    const burstQuietMs = storm.ms(random.between(4, 20));
    const workflowId = messages.photoInboxWorkflowId(telegramId);
    const handle = await start(storm, 'photoInboxWorkflow', workflowId, {
      telegramId,
      language: 'en',
      burstQuietMs,
      ttlMs: storm.ms(random.between(15, 100)),
      historyEvents: random.pick([20, 2_000]),
    } satisfies messages.PhotoInboxInput);
    let messageId = 0;
    const send = () => {
      messageId += 1;
      return handle.signal(messages.addPhotos, [
        {
          fileId: `file-${messageId}`,
          fileUniqueId: `u${messageId}`,
          messageId,
        },
      ]);
    };
    const claim = async () => {
      const { avatarId } = await lab.avatar();
      await handle.signal(messages.claimPhotos, { avatarId });
    };
    const burst = { workflowId, timerMs: burstQuietMs, summary: 'end of a burst of photos', send };
    for (let rounds = random.between(1, 3); rounds > 0; rounds -= 1) {
      await squall(storm, { ...burst, late: random.pick([send, send, claim]) });
    }
    return workflowId;
  },

  async photoReviewWorkflow(storm) {
    const { random } = storm;
    const avatarId = randomUUID();
    const workflowId = messages.photoReviewWorkflowId(avatarId);
    const handle = await start(storm, 'photoReviewWorkflow', workflowId, {
      avatarId,
      telegramId: OWNER,
      avatarType: 'character',
      minPhotos: 2,
    } satisfies messages.PhotoReviewInput);
    const send = () =>
      handle.signal(messages.lookAtPhotos, {
        ...(random.chance(0.3) ? {} : { messageId: 7 }),
        number: random.between(1, 5),
        removed: [],
        mayRemove: true,
      });
    for (let rounds = 2; rounds > 0; rounds -= 1)
      await squall(storm, { workflowId, timerMs: storm.ms(ACTIVITY), send });
    if (random.chance(0.5)) await handle.cancel();
    return workflowId;
  },

  async photoRetentionWorkflow(storm) {
    const { random } = storm;
    const avatarId = randomUUID();
    const workflowId = messages.photoRetentionWorkflowId(avatarId);
    const timerMs = storm.ms(random.between(5, 30));
    const until = Date.now() + timerMs;
    const handle = await start(storm, 'photoRetentionWorkflow', workflowId, { avatarId, until });
    await pause(random.next() * (timerMs + storm.ms(2)));
    storm.tasks.hold(workflowId, storm.ms(random.between(1, 8)));
    const sent = random.chance(0.6) ? handle.signal(messages.removePhotosNow) : handle.cancel();
    await sent.catch(() => undefined);
    return workflowId;
  },

  async previewWorkflow(storm) {
    const { lab, tasks, random } = storm;
    const handle = await lab.pictures(randomUUID(), random.between(1, 4));
    await pause(storm.ms(random.between(0, 20)));
    tasks.hold(handle.workflowId, storm.ms(random.between(1, 8)));
    if (random.chance(0.5)) await handle.cancel();
    return handle.workflowId;
  },

  async avatarChangeWorkflow(storm) {
    const avatarId = randomUUID();
    const workflowId = messages.avatarChangeWorkflowId(avatarId);
    const kind = storm.random.pick(['delete', 'expect_name', 'keep_name', 'main'] as const);
    storm.tasks.hold(workflowId, storm.ms(storm.random.between(1, 8)));
    await start(storm, 'avatarChangeWorkflow', workflowId, { avatarId, by: OWNER, change: { kind } });
    return workflowId;
  },

  async newsLeftWorkflow(storm) {
    const { lab, random } = storm;
    const { avatarId, handle: avatar } = await lab.avatar();
    const state = await avatar.query(messages.state);
    await avatar.terminate();
    const news: [messages.AvatarNews] = [{ kind: 'completed', avatar: state, language: 'en' }];
    const workflowId = messages.newsLeftWorkflowId(avatarId);
    const handle = await start(storm, 'newsLeftWorkflow', workflowId, {
      avatarId,
      news,
    } satisfies messages.NewsLeftInput);
    const send = () => (random.chance(0.8) ? handle.signal(messages.addNews, news) : handle.cancel());
    await squall(storm, { workflowId, timerMs: storm.ms(ACTIVITY), send });
    return workflowId;
  },

  async userReachabilityWorkflow(storm) {
    const { random } = storm;
    const telegramId = telegramIdOf(random);
    const workflowId = messages.reachabilityWorkflowId(telegramId);
    const handle = await start(storm, 'userReachabilityWorkflow', workflowId, { telegramId });
    let updateId = 0;
    const send = () =>
      handle.signal(messages.changeReachability, { blocked: random.chance(0.5), updateId: (updateId += 1) });
    for (let rounds = 2; rounds > 0; rounds -= 1)
      await squall(storm, { workflowId, timerMs: storm.ms(ACTIVITY), send });
    return workflowId;
  },

  async userLanguageWorkflow(storm) {
    const { random } = storm;
    const telegramId = telegramIdOf(random);
    const person: TelegramProfile = { telegramId, language: 'en', firstName: 'Ann' };
    const workflowId = messages.languageWorkflowId(telegramId);
    const handle = await start(storm, 'userLanguageWorkflow', workflowId, { telegramId });
    let updateId = 0;
    const send = () =>
      handle.signal(messages.changeLanguage, {
        user: person,
        chosen: random.pick(['ru', 'en', null] as const),
        updateId: (updateId += 1),
      });
    for (let rounds = 2; rounds > 0; rounds -= 1)
      await squall(storm, { workflowId, timerMs: storm.ms(ACTIVITY), send });
    return workflowId;
  },

  async userDeletionWorkflow(storm) {
    const { random } = storm;
    const telegramId = telegramIdOf(random);
    const workflowId = messages.deletionWorkflowId(telegramId);
    const lookAgainMs = storm.ms(random.between(2, 12));
    const handle = await start(storm, 'userDeletionWorkflow', workflowId, {
      telegramId,
      language: 'en',
      lookAgainMs,
    } satisfies messages.UserDeletionInput);
    let question = 0;
    const send = () => handle.signal(messages.requestDeletion, { question: String((question += 1)) });
    const timerMs = random.pick([lookAgainMs, storm.ms(ACTIVITY)]);
    for (let rounds = 2; rounds > 0; rounds -= 1) await squall(storm, { workflowId, timerMs, send });
    return workflowId;
  },

  async storageSweepWorkflow(storm) {
    const workflowId = `${messages.STORAGE_SWEEP}-${randomUUID()}`;
    storm.tasks.hold(workflowId, storm.ms(storm.random.between(1, 8)));
    await start(storm, 'storageSweepWorkflow', workflowId, {});
    return workflowId;
  },

  async takeUpWorkflow(storm) {
    const avatarId = randomUUID();
    const workflowId = messages.takeUpWorkflowId(avatarId);
    storm.tasks.hold(workflowId, storm.ms(storm.random.between(1, 8)));
    await start(storm, 'takeUpWorkflow', workflowId, { avatarId } satisfies messages.TakeUpInput);
    return workflowId;
  },

  async submissionDoubtWorkflow(storm) {
    const { lab, random } = storm;
    const avatarId = randomUUID();
    const workflowId = messages.submissionDoubtWorkflowId(avatarId, 1);
    const lookEveryMs = storm.ms(random.between(2, 15));
    const handle = await start(storm, 'submissionDoubtWorkflow', workflowId, {
      avatarId,
      attempt: 1,
      choices: { avatarType: 'character', trainingType: 'portrait' },
      trainer: chooseTrainer('portrait'),
      lookEveryMs,
      until: Date.now() + storm.ms(random.between(10, 100)),
    } satisfies messages.SubmissionDoubtInput);
    const send = () =>
      handle.signal(messages.reportTrainingEnd, {
        requestId: `request-${random.between(1, 3)}`,
        outcome: 'ok',
        attempt: random.between(1, 2),
      });
    const decide = () => {
      const decision = random.pick([
        { decision: 'submit_again' },
        { decision: 'give_up' },
        { decision: 'adopt', requestId: 'request-1' },
      ] as const);
      return lab.client.withDeadline(Date.now() + 5_000, () =>
        handle.executeUpdate(messages.decideSubmission, { args: [decision] }),
      );
    };
    const look = { workflowId, timerMs: lookEveryMs, summary: 'until FAL reports it', send };
    for (let rounds = 2; rounds > 0; rounds -= 1) {
      await squall(storm, { ...look, late: random.pick([send, decide]) });
    }
    return workflowId;
  },
};
