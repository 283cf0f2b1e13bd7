import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { defined } from '../domain/defined.ts';
import type { AvatarChoices } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import { isLiving } from '../domain/avatar/lifecycle.ts';
import { allowed, type AvatarView } from '../domain/avatar/state.ts';
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
import type { CommandResult, CommandContext, Avatars, Gallery } from './ports.ts';

export interface AvatarsOptions {
  readonly policy: AvatarPolicy;
  /** Trainers of new avatars. */
  readonly trainers?: TrainerSelection;
  /** Tells when a run is lost. Without it none is. */
  readonly rows?: Pick<Gallery, 'avatar'>;
  /** Tells this bot's updates from another's. */
  readonly botId: number;
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms. Without a running worker an update would wait without end. */
  readonly deadlineMs?: number;
  /** A run is stuck: an operator is needed. */
  readonly onStuck?: (run: { readonly avatarId: string; readonly workflowId: string }) => void;
}

/** The bot's commands to the avatars' workflows: which run gets a command, and what its result means. */
export function createAvatars(client: Client, options: AvatarsOptions): Avatars {
  const { policy, trainers, rows, botId, taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000, onStuck } = options;
  const starting = { taskQueue, deadlineMs };
  const runs = createAvatarClient(client, { deadlineMs });
  const changes = createAvatarChangeClient(client, starting);
  const takeUps = createTakeUpClient(client, { deadlineMs });
  const reviews = createPhotoReviewClient(client, starting);
  const inboxes = createPhotoInboxClient(client, starting);
  const pictures = createPicturesClient(client, starting);

  const updateIdOf = ({ key }: CommandContext) => avatar.userUpdateId(botId, key);
  const commandOf = ({ user, tapped }: CommandContext): avatar.Command => ({
    by: user.telegramId,
    ...defined({ tapped }),
  });

  /** @throws {NobodyAtWork} where no run could answer */
  async function answered(call: () => Promise<AvatarView | void>): Promise<CommandResult> {
    const answer = await inWords(call);
    const isLate = !answer.ok && answer.why === 'late';
    if (isLate && !(await within(client, { deadlineMs })(() => isAnybodyAtWork(client, taskQueue)))) {
      throw new NobodyAtWork(`no worker asks for the work of ${taskQueue}`);
    }
    return answer;
  }

  /** The answer of an avatar's run. @throws {NobodyAtWork} */
  const answeredBy = async (avatarId: string, call: () => Promise<AvatarView | void>): Promise<CommandResult> => {
    const answer = await answered(call);
    if (!answer.ok && answer.why === 'stuck') onStuck?.({ avatarId, workflowId: avatar.avatarWorkflowId(avatarId) });
    return answer;
  };

  const askRun = <Sent extends avatar.Command>(
    update: UpdateDefinition<AvatarView | void, [Sent]>,
    context: CommandContext,
    command: Omit<Sent, keyof avatar.Command>,
  ): Promise<CommandResult> =>
    answeredBy(context.avatarId, () => {
      const whole = { ...command, ...commandOf(context) } as Sent;
      return runs.command(context.avatarId, update, whole, { updateId: updateIdOf(context), onAccepted: handOn });
    });

  /** Sends an update to a run. A lost run is restarted first. */
  const ask = async <Sent extends avatar.Command>(
    update: UpdateDefinition<AvatarView | void, [Sent]>,
    context: CommandContext,
    command: Omit<Sent, keyof avatar.Command>,
  ): Promise<CommandResult> => {
    const answer = await askRun(update, context, command);
    if (answer.ok || answer.why !== 'gone') return answer;
    const takenUp = await takeUpLost(context);
    return takenUp.ok ? askRun(update, context, command) : takenUp;
  };

  /** Restarts a lost run with its last input, which the worker finds at Temporal; if that is gone, with the row and today's settings. */
  async function takeUpLost(context: CommandContext): Promise<CommandResult> {
    const { avatarId, user } = context;
    const row = await rows?.avatar(user.telegramId, avatarId);
    const isLost = row && (isLiving(row.status) || row.failure === 'submission_unconfirmed');
    const summary = 'its owner asks something of it, and its run is lost';
    if (isLost && (await takeUps.takeUp(avatarId, { taskQueue, summary }))) return { ok: true };
    if (!row || !isLiving(row.status)) return { ok: false, why: 'gone' };
    const cardMessageId = (await runs.state(avatarId))?.cardMessageId ?? context.tapped;
    // Not handed on: the command itself is still to be carried out.
    return goOn({ ...context, key: `${context.key}-take-up` }, row, { cardMessageId });
  }

  /** Changes an avatar whose run has ended, by a short workflow, one change at a time. */
  const change = (context: CommandContext, wanted: AvatarChangeInput['change']): Promise<CommandResult> =>
    answered(async () => {
      const { avatarId, user } = context;
      const input: AvatarChangeInput = { avatarId, by: user.telegramId, change: wanted };
      const done = await changes.change(input, { askedBy: updateIdOf(context), onAccepted: handOn });
      if (!done) throw new WorkflowNotFoundError('no such avatar of this user', '', undefined);
    });

  /** Waits for a run that is about to close, then does the same as for an ended one. */
  const orEnded = async (
    { avatarId }: CommandContext,
    live: Promise<CommandResult>,
    ended: () => Promise<CommandResult>,
  ): Promise<CommandResult> => {
    const answer = await live;
    if (answer.ok || (answer.why !== 'gone' && answer.why !== 'already_ending')) return answer;
    const closed = answer.why === 'gone' || (await runs.closes(avatarId));
    return closed ? ended() : answer;
  };

  /** Starts a run and waits until its card is shown. */
  function begin(
    context: CommandContext,
    input: Omit<avatar.AvatarInput, 'trainer'>,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' | 'REJECT_DUPLICATE',
    onAccepted?: () => void,
  ): Promise<CommandResult> {
    const trainer = chooseTrainer(input.choices.trainingType, trainers);
    const updateId = updateIdOf(context);
    const how = { taskQueue, workflowIdReusePolicy, updateId, ...defined({ onAccepted }) };
    return answeredBy(input.avatarId, () => runs.start({ ...input, trainer }, how));
  }

  /** Starts a new run for an avatar whose run has ended, with its kept photos. */
  async function takeUp(context: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult> {
    if (!allowed(row, policy).includes('retry'))
      return { ok: false, why: row.failure ? 'may_have_been_paid' : 'not_now' };
    // An ended run answers as long as Temporal keeps it.
    const former = (await runs.state(context.avatarId))?.cardMessageId;
    const cards = defined({ formerCardMessageId: former === cardMessageId ? undefined : former });
    return goOn(context, row, { cardMessageId, ...cards }, handOn);
  }

  function goOn(
    context: CommandContext,
    row: AvatarRow,
    { cardMessageId, formerCardMessageId }: { cardMessageId?: number | undefined; formerCardMessageId?: number },
    onAccepted?: () => void,
  ): Promise<CommandResult> {
    const { avatarId, user } = context;
    const { name, avatarType, gender, trainingType } = row;
    const cards = {
      ...defined({ cardMessageId, formerCardMessageId }),
    };
    const choices = { name, avatarType, gender, trainingType };
    return begin(context, { avatarId, user, choices, policy, ...cards, reopen: true }, 'ALLOW_DUPLICATE', onAccepted);
  }

  return {
    create(context, choices: AvatarChoices, cardMessageId) {
      const { avatarId, user } = context;
      // A tap that is delivered again must not make a second avatar, even when the first has ended.
      return begin(context, { avatarId, user, choices, policy, cardMessageId }, 'REJECT_DUPLICATE', handOn);
    },
    // Not handed on: the command itself is still to be carried out.
    restoreRows: (context) => askRun(avatar.restoreRows, { ...context, key: `${context.key}-rows` }, {}),
    open: (context, cardMessageId) => ask(avatar.openAvatar, context, { cardMessageId }),
    startTraining: (context) => ask(avatar.startTraining, context, {}),
    cancel: (context) => ask(avatar.cancelAvatar, context, {}),
    extendWait: (context) => ask(avatar.extendWait, context, {}),
    removePhoto: (context, number) => ask(avatar.removePhoto, context, { number }),
    bringBackPhoto: (context, number) => ask(avatar.bringBackPhoto, context, { number }),

    look: ({ avatarId, telegramId, avatarType, minPhotos }, look) =>
      reviews.look({ avatarId, telegramId, avatarType, minPhotos }, look),

    takeResult: (context, row, cardMessageId) =>
      orEnded(context, ask(avatar.takeResult, context, {}), () => takeUp(context, row, cardMessageId)),
    retry: (context, row, cardMessageId) =>
      orEnded(context, ask(avatar.retryTraining, context, {}), () => takeUp(context, row, cardMessageId)),
    replacePhotos: (context, row, { cardMessageId, without }) =>
      orEnded(context, ask(avatar.replacePhotos, context, without ? { without } : {}), () =>
        takeUp(context, row, cardMessageId),
      ),
    rename: (context, name) =>
      orEnded(context, ask(avatar.renameAvatar, context, name), () => change(context, { kind: 'rename', ...name })),
    expectName: (context) => change(context, { kind: 'expect_name' }),
    keepName: (context) => change(context, { kind: 'keep_name' }),
    makeMain: (context) => change(context, { kind: 'main' }),
    async delete(context) {
      const live = await ask(avatar.deleteAvatar, context, {});
      if (!live.ok && live.why === 'stuck') return change(context, { kind: 'delete', stuck: true });
      return orEnded(context, Promise.resolve(live), () => change(context, { kind: 'delete' }));
    },

    preview: ({ avatarId, user }) =>
      answered(() => pictures.start({ avatarId, pictures: policy.preview.pictures }, user.telegramId)),

    state: runs.state,

    async takeUpIfLost(context) {
      const run = await runs.describe(context.avatarId);
      if (run?.status.name !== 'RUNNING') await takeUpLost(context);
    },

    async photos(from, openAvatarId, photos) {
      const { telegramId, language } = from;
      if (openAvatarId !== null) {
        if (await runs.addPhotos(openAvatarId, photos)) return;
        const key = `photo-${photos[0]?.messageId ?? 0}`;
        const takenUp = await takeUpLost({ avatarId: openAvatarId, user: from, key });
        if (takenUp.ok && (await runs.addPhotos(openAvatarId, photos))) return;
      }
      const { burstQuietMs, inboxTtlMs: ttlMs } = policy.timing;
      await inboxes.addPhotos({ telegramId, language, burstQuietMs, ttlMs }, photos);
    },
  };
}

/** Temporal has the command: it will be carried out, even if this process dies. */
const handOn = (): void => currentHanding()?.handOn();
