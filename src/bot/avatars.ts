import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { defined } from '../domain/defined.ts';
import type { AvatarChoices } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import { isLiving } from '../domain/avatar/lifecycle.ts';
import { allowed, type AvatarState } from '../domain/avatar/state.ts';
import { chooseTrainer, type TrainerSelection } from '../domain/training/trainers.ts';
import { createAvatarChangeClient } from '../workflows/avatar-change/client.ts';
import type { AvatarChangeInput } from '../workflows/avatar-change/contract.ts';
import { createAvatarClient } from '../workflows/avatar/client.ts';
import * as avatar from '../workflows/avatar/contract.ts';
import { createPhotoInboxClient } from '../workflows/photo-inbox/client.ts';
import { createPhotoReviewClient } from '../workflows/photo-review/client.ts';
import { createPicturesClient } from '../workflows/pictures/client.ts';
import { isAnybodyAtWork, within } from '../workflows/shared/client.ts';
import { AVATAR_TASK_QUEUE } from '../workflows/shared/task-queues.ts';
import { createTakeUpClient } from '../workflows/take-up/client.ts';
import { inWords } from './in-words.ts';
import { NobodyAtWork } from './errors.ts';
import { currentHanding } from './updates/handing.ts';
import type { Answer, Asking, Avatars, Gallery } from './ports.ts';

export interface AvatarsOptions {
  readonly policy: AvatarPolicy;
  /** What trains avatars that begin from now on. */
  readonly trainers?: TrainerSelection;
  /** The rows: by them a run is known to be lost. Without them none is. */
  readonly rows?: Pick<Gallery, 'avatar'>;
  /** Tells this bot's updates from another's. */
  readonly botId: number;
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms: with no worker up an update would wait for ever. */
  readonly deadlineMs?: number;
  /** A run cannot answer any more: an operator is needed. */
  readonly onStuck?: (run: { readonly avatarId: string; readonly workflowId: string }) => void;
}

/** The bot's way to the workflows about avatars: whom a wish goes to, and what came of it in words. */
export function createAvatars(client: Client, options: AvatarsOptions): Avatars {
  const { policy, trainers, rows, botId, taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000, onStuck } = options;
  const starting = { taskQueue, deadlineMs };
  const runs = createAvatarClient(client, { deadlineMs });
  const changes = createAvatarChangeClient(client, starting);
  const takeUps = createTakeUpClient(client, { deadlineMs });
  const reviews = createPhotoReviewClient(client, starting);
  const inboxes = createPhotoInboxClient(client, starting);
  const pictures = createPicturesClient(client, starting);

  const updateIdOf = ({ key }: Asking) => avatar.personsUpdateId(botId, key);
  const wishOf = ({ person, tapped }: Asking): avatar.Wish => ({
    by: person.telegramId,
    ...defined({ tapped }),
  });

  /** @throws {NobodyAtWork} where no run could answer */
  async function answered(call: () => Promise<AvatarState | void>): Promise<Answer> {
    const answer = await inWords(call);
    const isLate = !answer.ok && answer.why === 'late';
    if (isLate && !(await within(client, { deadlineMs })(() => isAnybodyAtWork(client, taskQueue)))) {
      throw new NobodyAtWork(`no worker asks for the work of ${taskQueue}`);
    }
    return answer;
  }

  /** What an avatar's run answers. @throws {NobodyAtWork} */
  const answeredBy = async (avatarId: string, call: () => Promise<AvatarState | void>): Promise<Answer> => {
    const answer = await answered(call);
    if (!answer.ok && answer.why === 'stuck') onStuck?.({ avatarId, workflowId: avatar.avatarWorkflowId(avatarId) });
    return answer;
  };

  /** Sends an update to a live run. */
  const askRun = <Wish extends avatar.Wish>(
    update: UpdateDefinition<AvatarState | void, [Wish]>,
    asking: Asking,
    wish: Omit<Wish, keyof avatar.Wish>,
  ): Promise<Answer> =>
    answeredBy(asking.avatarId, () => {
      const whole = { ...wish, ...wishOf(asking) } as Wish;
      return runs.command(asking.avatarId, update, whole, { updateId: updateIdOf(asking), onAccepted: handOn });
    });

  /** Asks a run. One that should be there and is not is lost: the avatar goes on in another, which is asked then. */
  const ask = async <Wish extends avatar.Wish>(
    update: UpdateDefinition<AvatarState | void, [Wish]>,
    asking: Asking,
    wish: Omit<Wish, keyof avatar.Wish>,
  ): Promise<Answer> => {
    const answer = await askRun(update, asking, wish);
    if (answer.ok || answer.why !== 'gone') return answer;
    const takenUp = await takeUpLost(asking);
    return takenUp.ok ? askRun(update, asking, wish) : takenUp;
  };

  /** By its last run's input, which the worker finds at Temporal; or, where that is forgotten, by the row and today's settings. */
  async function takeUpLost(asking: Asking): Promise<Answer> {
    const { avatarId, person } = asking;
    const row = await rows?.avatar(person.telegramId, avatarId);
    const isLost = row && (isLiving(row.status) || row.failure === 'submission_unconfirmed');
    const summary = 'its owner asks something of it, and its run is lost';
    if (isLost && (await takeUps.takeUp(avatarId, { taskQueue, summary }))) return { ok: true };
    if (!row || !isLiving(row.status)) return { ok: false, why: 'gone' };
    const cardMessageId = (await runs.state(avatarId))?.cardMessageId ?? asking.tapped;
    // What was wished is not handed on by it.
    return goOn({ ...asking, key: `${asking.key}-take-up` }, row, { cardMessageId });
  }

  /** What a person does with an avatar whose run has ended: by a short workflow, one at a time. */
  const change = (asking: Asking, wanted: AvatarChangeInput['change']): Promise<Answer> =>
    answered(async () => {
      const { avatarId, person } = asking;
      const input: AvatarChangeInput = { avatarId, by: person.telegramId, change: wanted };
      const done = await changes.change(input, { askedBy: updateIdOf(asking), onAccepted: handOn });
      if (!done) throw new WorkflowNotFoundError('no such avatar of this person', '', undefined);
    });

  /** What is asked of a run that is about to close waits until it has, and is done as for one that has ended. */
  const orEnded = async (
    { avatarId }: Asking,
    live: Promise<Answer>,
    ended: () => Promise<Answer>,
  ): Promise<Answer> => {
    const answer = await live;
    if (answer.ok || (answer.why !== 'gone' && answer.why !== 'already_ending')) return answer;
    const closed = answer.why === 'gone' || (await runs.closes(avatarId));
    return closed ? ended() : answer;
  };

  /** Starts a run and waits until its card is shown. */
  function begin(
    asking: Asking,
    input: Omit<avatar.AvatarInput, 'trainer'>,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' | 'REJECT_DUPLICATE',
    onAccepted?: () => void,
  ): Promise<Answer> {
    const trainer = chooseTrainer(input.choices.trainingType, trainers);
    const updateId = updateIdOf(asking);
    const how = { taskQueue, workflowIdReusePolicy, updateId, ...defined({ onAccepted }) };
    return answeredBy(input.avatarId, () => runs.start({ ...input, trainer }, how));
  }

  /** A new run for an avatar whose run has ended, with the photos that it kept. */
  async function takeUp(asking: Asking, row: AvatarRow, cardMessageId: number): Promise<Answer> {
    if (!allowed(row, policy).includes('retry'))
      return { ok: false, why: row.failure ? 'may_have_been_paid' : 'not_now' };
    // As long as Temporal remembers the run that has ended, it answers.
    const former = (await runs.state(asking.avatarId))?.cardMessageId;
    const cards = defined({ formerCardMessageId: former === cardMessageId ? undefined : former });
    return goOn(asking, row, { cardMessageId, ...cards }, handOn);
  }

  function goOn(
    asking: Asking,
    row: AvatarRow,
    { cardMessageId, formerCardMessageId }: { cardMessageId?: number | undefined; formerCardMessageId?: number },
    onAccepted?: () => void,
  ): Promise<Answer> {
    const { avatarId, person } = asking;
    const { name, avatarType, gender, trainingType } = row;
    const cards = {
      ...defined({ cardMessageId, formerCardMessageId }),
    };
    const choices = { name, avatarType, gender, trainingType };
    return begin(asking, { avatarId, person, choices, policy, ...cards, reopen: true }, 'ALLOW_DUPLICATE', onAccepted);
  }

  return {
    create(asking, choices: AvatarChoices, cardMessageId) {
      const { avatarId, person } = asking;
      // A tap that is delivered again must not make a second avatar, even when the first has ended.
      return begin(asking, { avatarId, person, choices, policy, cardMessageId }, 'REJECT_DUPLICATE', handOn);
    },
    // What was wished is not handed on by it.
    writeRows: (asking) => askRun(avatar.writeRows, { ...asking, key: `${asking.key}-rows` }, {}),
    open: (asking, cardMessageId) => ask(avatar.open, asking, { cardMessageId }),
    confirmStart: (asking) => ask(avatar.confirmStart, asking, {}),
    cancel: (asking) => ask(avatar.cancel, asking, {}),
    waitOn: (asking) => ask(avatar.waitOn, asking, {}),
    removePhoto: (asking, number) => ask(avatar.removePhoto, asking, { number }),
    bringBackPhoto: (asking, number) => ask(avatar.bringBackPhoto, asking, { number }),

    look: ({ avatarId, telegramId, avatarType, minPhotos }, look) =>
      reviews.look({ avatarId, telegramId, avatarType, minPhotos }, look),

    takeResult: (asking, row, cardMessageId) =>
      orEnded(asking, ask(avatar.takeResult, asking, {}), () => takeUp(asking, row, cardMessageId)),
    retry: (asking, row, cardMessageId) =>
      orEnded(asking, ask(avatar.retry, asking, {}), () => takeUp(asking, row, cardMessageId)),
    mendPhotos: (asking, row, { cardMessageId, without }) =>
      orEnded(asking, ask(avatar.mendPhotos, asking, without ? { without } : {}), () =>
        takeUp(asking, row, cardMessageId),
      ),
    rename: (asking, name) =>
      orEnded(asking, ask(avatar.rename, asking, name), () => change(asking, { kind: 'rename', ...name })),
    expectName: (asking) => change(asking, { kind: 'expect_name' }),
    keepName: (asking) => change(asking, { kind: 'keep_name' }),
    makeMain: (asking) => change(asking, { kind: 'main' }),
    async delete(asking) {
      const live = await ask(avatar.deleteAvatar, asking, {});
      if (!live.ok && live.why === 'stuck') return change(asking, { kind: 'delete', stuck: true });
      return orEnded(asking, Promise.resolve(live), () => change(asking, { kind: 'delete' }));
    },

    preview: ({ avatarId, person }) =>
      answered(() => pictures.start({ avatarId, pictures: policy.preview.pictures }, person.telegramId)),

    state: runs.state,

    async takeUpIfLost(asking) {
      const run = await runs.describe(asking.avatarId);
      if (run?.status.name !== 'RUNNING') await takeUpLost(asking);
    },

    async photos(from, openAvatarId, photos) {
      const { telegramId, language } = from;
      if (openAvatarId !== null) {
        if (await runs.photosReceived(openAvatarId, photos)) return;
        const key = `photo-${photos[0]?.messageId ?? 0}`;
        const takenUp = await takeUpLost({ avatarId: openAvatarId, person: from, key });
        if (takenUp.ok && (await runs.photosReceived(openAvatarId, photos))) return;
      }
      const { burstQuietMs, inboxTtlMs: ttlMs } = policy.timing;
      await inboxes.photosReceived({ telegramId, language, burstQuietMs, ttlMs }, photos);
    },
  };
}

/** Temporal has it: whatever becomes of this process, it is carried out. */
const handOn = (): void => currentHanding()?.handOn();
