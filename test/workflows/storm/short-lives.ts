import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Person } from '../../../src/domain/person.ts';
import * as messages from '../../../src/workflows/messages.ts';
import * as personMessages from '../../../src/workflows/person-messages.ts';
import { stateIn } from '../../chat/states.ts';
import { OWNER, type WorkflowLab } from '../../support/workflow-lab.ts';
import type { Random } from './random.ts';

/** One run of another workflow than an avatar's, to which chance sends messages. @returns the id of the workflow */
type ShortLife = (lab: WorkflowLab, random: Random) => Promise<string>;

const telegramIdOf = (random: Random) => random.between(10_000_000, 2_000_000_000);

async function start(lab: WorkflowLab, type: string, workflowId: string, input: unknown): Promise<WorkflowHandle> {
  return lab.client.workflow.start(type, { workflowId, taskQueue: lab.taskQueue, args: [input] });
}

/** Sends, with pauses about as long as `timerMs`, until the run has ended or enough was sent. */
async function storm(random: Random, timerMs: number, send: (index: number) => Promise<unknown>): Promise<void> {
  const times = random.between(2, 6);
  for (let index = 0; index < times; index += 1) {
    await send(index).catch(() => undefined);
    await pause(random.pick([0, random.between(0, 20), Math.max(0, timerMs + random.between(-30, 30))]));
  }
}

export const shortLives: Record<string, ShortLife> = {
  async photoInbox(lab, random) {
    const telegramId = telegramIdOf(random);
    const burstQuietMs = random.between(20, 200);
    const avatar = await lab.avatar();
    const workflowId = messages.photoInboxWorkflowId(telegramId);
    const input: messages.PhotoInboxInput = {
      telegramId,
      language: 'en',
      burstQuietMs,
      ttlMs: random.between(300, 2_000),
    };
    const handle = await start(lab, messages.workflowTypes.photoInbox, workflowId, input);
    await storm(random, burstQuietMs, async (index) => {
      const photo = { fileId: `file-${index}`, fileUniqueId: `u${index}`, messageId: index + 1 };
      await handle.signal(messages.photoReceived, photo);
      if (random.chance(0.2)) await handle.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
    });
    await avatar.handle.cancel();
    return workflowId;
  },

  async photoReview(lab, random) {
    const avatarId = randomUUID();
    const workflowId = messages.photoReviewWorkflowId(avatarId);
    const input = { avatarId, telegramId: OWNER, avatarType: 'character', minPhotos: 2 };
    const handle = await start(lab, messages.workflowTypes.photoReview, workflowId, input);
    await storm(random, 60, (index) =>
      handle.signal(messages.lookAtPhotos, {
        ...(index % 3 === 0 ? {} : { messageId: 7 }),
        number: random.between(1, 5),
        removed: [],
        mayRemove: true,
      }),
    );
    await handle.cancel();
    return workflowId;
  },

  async photoRetention(lab, random) {
    const avatarId = randomUUID();
    const workflowId = messages.photoRetentionWorkflowId(avatarId);
    const until = Date.now() + random.between(-100, 400);
    const handle = await start(lab, messages.workflowTypes.photoRetention, workflowId, { avatarId, until });
    await pause(random.between(0, 400));
    if (random.chance(0.5)) await handle.signal(messages.removePhotosNow).catch(() => undefined);
    else await handle.cancel().catch(() => undefined);
    return workflowId;
  },

  async preview(lab, random) {
    const handle = await lab.pictures(randomUUID(), random.between(1, 4));
    if (random.chance(0.5)) {
      await pause(random.between(0, 400));
      await handle.cancel();
    }
    return handle.workflowId;
  },

  async newsLeft(lab, random) {
    const avatarId = randomUUID();
    const workflowId = messages.newsLeftWorkflowId(avatarId);
    const avatar = stateIn('training', { avatarId });
    const some = (): messages.AvatarNews[] => {
      const decided = { kind: 'decided', decision: 'waited_on', by: 'team' } as const;
      return [{ ...random.pick([{ kind: 'overdue' } as const, decided]), avatar, language: 'en' }];
    };
    const handle = await start(lab, messages.workflowTypes.newsLeft, workflowId, { avatarId, news: some() });
    await storm(random, 40, () => handle.signal(messages.moreNews, some()));
    if (random.chance(0.3)) await handle.cancel().catch(() => undefined);
    return workflowId;
  },

  async avatarChange(lab, random) {
    const avatarId = randomUUID();
    const workflowId = messages.avatarChangeWorkflowId(avatarId);
    const kind = random.pick(['delete', 'expect_name', 'keep_name', 'main'] as const);
    await start(lab, messages.workflowTypes.avatarChange, workflowId, { avatarId, by: OWNER, change: { kind } });
    return workflowId;
  },

  async personPresence(lab, random) {
    const telegramId = telegramIdOf(random);
    const workflowId = personMessages.presenceWorkflowId(telegramId);
    const handle = await start(lab, personMessages.personWorkflowTypes.personPresence, workflowId, { telegramId });
    await storm(random, 60, (index) =>
      handle.signal(personMessages.presenceChanged, { blocked: random.chance(0.5), updateId: index }),
    );
    return workflowId;
  },

  async personLanguage(lab, random) {
    const telegramId = telegramIdOf(random);
    const person: Person = { telegramId, language: 'en', firstName: 'Ann' };
    const workflowId = personMessages.languageWorkflowId(telegramId);
    const handle = await start(lab, personMessages.personWorkflowTypes.personLanguage, workflowId, { telegramId });
    await storm(random, 60, (updateId) =>
      handle.signal(personMessages.languageChanged, {
        person,
        chosen: random.pick(['ru', 'en', null] as const),
        updateId,
      }),
    );
    return workflowId;
  },

  async deletePerson(lab, random) {
    const telegramId = telegramIdOf(random);
    const workflowId = personMessages.deletionWorkflowId(telegramId);
    const input: personMessages.DeletePersonInput = { telegramId, language: 'en', lookAgainMs: random.between(10, 80) };
    const handle = await start(lab, personMessages.personWorkflowTypes.deletePerson, workflowId, input);
    await storm(random, 60, (updateId) => handle.signal(personMessages.deletionAsked, { wish: String(updateId) }));
    return workflowId;
  },

  async storageSweep(lab) {
    const workflowId = `${messages.STORAGE_SWEEP}-${randomUUID()}`;
    await start(lab, messages.workflowTypes.storageSweep, workflowId, {});
    return workflowId;
  },
};
