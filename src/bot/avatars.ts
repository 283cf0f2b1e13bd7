import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { TypedSearchAttributes, type UpdateDefinition } from '@temporalio/common';
import type { AvatarChoices } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { ReceivedPhoto } from '../domain/photos/photo.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import { isLiving } from '../domain/avatar/lifecycle.ts';
import { allowed, type AvatarState } from '../domain/avatar/state.ts';
import { chooseTrainer, type TrainerSelection } from '../domain/training/trainers.ts';
import * as messages from '../workflows/contracts.ts';
import { avatarStatusKey, telegramUserIdKey, trainingTypeKey } from '../workflows/shared/search-attributes.ts';
import { inWords } from './in-words.ts';
import { isAnybodyAtWork } from './at-work.ts';
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

/** The bot's way to the workflows. */
export function createAvatars(client: Client, options: AvatarsOptions): Avatars {
  const {
    policy,
    trainers,
    rows,
    botId,
    taskQueue = messages.AVATAR_TASK_QUEUE,
    deadlineMs = 5_000,
    onStuck,
  } = options;
  const { workflow } = client;
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, call);
  const idOf = ({ key }: Asking) => messages.personsUpdateId(botId, key);
  const wishOf = ({ person, tapped }: Asking): messages.Wish => ({
    by: person.telegramId,
    ...(tapped !== undefined && { tapped }),
  });

  /** @throws {NobodyAtWork} where no run could answer */
  async function answered(call: () => Promise<AvatarState | void>): Promise<Answer> {
    const answer = await inWords(call);
    const isLate = !answer.ok && answer.why === 'late';
    if (isLate && !(await inTime(() => isAnybodyAtWork(client, taskQueue)))) {
      throw new NobodyAtWork(`no worker asks for the work of ${taskQueue}`);
    }
    return answer;
  }

  /** What an avatar's run answers. @throws {NobodyAtWork} */
  const answeredBy = async (avatarId: string, call: () => Promise<AvatarState | void>): Promise<Answer> => {
    const answer = await answered(() => inTime(call));
    if (!answer.ok && answer.why === 'stuck') onStuck?.({ avatarId, workflowId: messages.avatarWorkflowId(avatarId) });
    return answer;
  };

  /** Sends an update to a live run. */
  const askRun = <Wish extends messages.Wish>(
    update: UpdateDefinition<AvatarState | void, [Wish]>,
    asking: Asking,
    wish: Omit<Wish, keyof messages.Wish>,
  ): Promise<Answer> =>
    answeredBy(asking.avatarId, async () => {
      const handle = workflow.getHandle(messages.avatarWorkflowId(asking.avatarId));
      const args: [Wish] = [{ ...wish, ...wishOf(asking) } as Wish];
      const how = { args, updateId: idOf(asking), waitForStage: 'ACCEPTED' } as const;
      return handedOn(await handle.startUpdate(update, how)).result();
    });

  /** Asks a run. One that should be there and is not is lost: the avatar goes on in another, which is asked then. */
  const ask = async <Wish extends messages.Wish>(
    update: UpdateDefinition<AvatarState | void, [Wish]>,
    asking: Asking,
    wish: Omit<Wish, keyof messages.Wish>,
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
    if (isLost && (await isTakenUp(avatarId))) return { ok: true };
    if (!row || !isLiving(row.status)) return { ok: false, why: 'gone' };
    const cardMessageId = (await state(avatarId))?.cardMessageId ?? asking.tapped;
    // What was wished is not handed on by it.
    return goOn({ ...asking, key: `${asking.key}-take-up` }, row, cardMessageId, { noted: (opened) => opened });
  }

  const isTakenUp = (avatarId: string): Promise<boolean> =>
    inTime(() =>
      workflow.execute(messages.workflowTypes.takeUp, {
        workflowId: messages.takeUpWorkflowId(avatarId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue,
        args: [{ avatarId } satisfies messages.TakeUpInput],
        staticSummary: 'its owner asks something of it, and its run is lost',
      }),
    );

  /** What a person does with an avatar whose run has ended: by a short workflow, one at a time. */
  const change = (asking: Asking, wanted: messages.AvatarChangeInput['change']): Promise<Answer> =>
    answered(async () => {
      const { avatarId, person } = asking;
      const by = person.telegramId;
      const input: messages.AvatarChangeInput = { avatarId, by, change: wanted };
      const workflowId = messages.avatarChangeWorkflowId(avatarId);
      const changed = async () => {
        const run = await workflow.start(messages.workflowTypes.avatarChange, {
          workflowId,
          taskQueue,
          args: [input],
          workflowIdConflictPolicy: 'FAIL',
          memo: { [messages.CHANGE_ASKED_BY]: idOf(asking) },
          typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(by) }]),
          staticSummary: wanted.kind,
        });
        return handedOn(run).result();
      };
      /** The one that is under way may have been begun by this very wish, which is asked again. */
      const underWay = async (error: unknown) => {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const run = workflow.getHandle(workflowId);
        if ((await run.describe()).memo?.[messages.CHANGE_ASKED_BY] !== idOf(asking)) throw error;
        return run.result();
      };
      const done: messages.AvatarChangeResult = await inTime(() => changed().catch(underWay));
      if (!done) throw new WorkflowNotFoundError('no such avatar of this person', '', undefined);
      return undefined;
    });

  /** What is asked of a run that is about to close waits until it has, and is done as for one that has ended. */
  const orEnded = async (
    { avatarId }: Asking,
    live: Promise<Answer>,
    ended: () => Promise<Answer>,
  ): Promise<Answer> => {
    const answer = await live;
    if (answer.ok || (answer.why !== 'gone' && answer.why !== 'already_ending')) return answer;
    const closed = answer.why === 'gone' || (await closes(avatarId));
    return closed ? ended() : answer;
  };

  async function closes(avatarId: string): Promise<boolean> {
    try {
      await inTime(() => workflow.getHandle(messages.avatarWorkflowId(avatarId)).result());
      return true;
    } catch (error) {
      return error instanceof WorkflowFailedError;
    }
  }

  /** Starts a run and waits until its card is shown. */
  function begin(
    asking: Asking,
    begun: Omit<messages.AvatarInput, 'trainer'>,
    startOptions: Pick<WorkflowStartOptions, 'workflowIdReusePolicy'>,
    noted = handedOn,
  ): Promise<Answer> {
    const { choices, person, cardMessageId } = begun;
    const input = { ...begun, trainer: chooseTrainer(choices.trainingType, trainers) };
    return answeredBy(input.avatarId, async () => {
      const startWorkflowOperation = new WithStartWorkflowOperation(messages.workflowTypes.avatar, {
        ...startOptions,
        workflowId: messages.avatarWorkflowId(input.avatarId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue,
        args: [input],
        typedSearchAttributes: new TypedSearchAttributes([
          { key: avatarStatusKey, value: 'draft' },
          { key: trainingTypeKey, value: choices.trainingType },
          { key: telegramUserIdKey, value: String(person.telegramId) },
        ]),
        staticSummary: `${choices.trainingType} · ${choices.avatarType} · ${choices.gender}`,
        staticDetails: 'The life of one avatar. See *Current details* for where it stands and what may be done.',
      });
      const opened = await workflow.startUpdateWithStart(messages.open, {
        args: [{ by: person.telegramId, ...(cardMessageId === undefined ? {} : { cardMessageId }) }],
        updateId: idOf(asking),
        waitForStage: 'ACCEPTED',
        startWorkflowOperation,
      });
      return noted(opened).result();
    });
  }

  /** @returns false: its run has ended */
  async function hears({ avatarId }: Asking, photos: readonly ReceivedPhoto[]): Promise<boolean> {
    const run = workflow.getHandle(messages.avatarWorkflowId(avatarId));
    try {
      await inTime(() => run.signal(messages.photosReceived, photos));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  async function state(avatarId: string): Promise<AvatarState | null> {
    try {
      return await inTime(() => workflow.getHandle(messages.avatarWorkflowId(avatarId)).query(messages.state));
    } catch {
      return null;
    }
  }

  /** A new run for an avatar whose run has ended, with the photos that it kept. */
  async function takeUp(asking: Asking, row: AvatarRow, cardMessageId: number): Promise<Answer> {
    if (!allowed(row, policy).includes('retry'))
      return { ok: false, why: row.failure ? 'may_have_been_paid' : 'not_now' };
    // As long as Temporal remembers the run that has ended, it answers.
    const former = (await state(asking.avatarId))?.cardMessageId;
    return goOn(asking, row, cardMessageId, former === cardMessageId || former === undefined ? {} : { former });
  }

  function goOn(
    asking: Asking,
    row: AvatarRow,
    cardMessageId: number | undefined,
    { former, noted }: { readonly former?: number; readonly noted?: typeof handedOn },
  ): Promise<Answer> {
    const { avatarId, person } = asking;
    const { name, avatarType, gender, trainingType } = row;
    const cards = {
      ...(cardMessageId !== undefined && { cardMessageId }),
      ...(former !== undefined && { formerCardMessageId: former }),
    };
    const choices = { name, avatarType, gender, trainingType };
    return begin(
      asking,
      { avatarId, person, choices, policy, ...cards, reopen: true },
      { workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
      noted,
    );
  }

  return {
    create: (asking, choices: AvatarChoices, cardMessageId) =>
      begin(
        asking,
        { avatarId: asking.avatarId, person: asking.person, choices, policy, cardMessageId },
        // A tap that is delivered again must not make a second avatar, even when the first has ended.
        { workflowIdReusePolicy: 'REJECT_DUPLICATE' },
      ),
    // What was wished is not handed on by it.
    writeRows: (asking) => askRun(messages.writeRows, { ...asking, key: `${asking.key}-rows` }, {}),
    open: (asking, cardMessageId) => ask(messages.open, asking, { cardMessageId }),
    confirmStart: (asking) => ask(messages.confirmStart, asking, {}),
    cancel: (asking) => ask(messages.cancel, asking, {}),
    waitOn: (asking) => ask(messages.waitOn, asking, {}),
    removePhoto: (asking, number) => ask(messages.removePhoto, asking, { number }),
    bringBackPhoto: (asking, number) => ask(messages.bringBackPhoto, asking, { number }),

    async look({ avatarId, telegramId, avatarType, minPhotos }, look) {
      const input: messages.PhotoReviewInput = { avatarId, telegramId, avatarType, minPhotos };
      await inTime(() =>
        workflow.signalWithStart(messages.workflowTypes.photoReview, {
          workflowId: messages.photoReviewWorkflowId(avatarId),
          taskQueue,
          args: [input],
          signal: messages.lookAtPhotos,
          signalArgs: [look],
          typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]),
          staticSummary: 'a look at the photos',
        }),
      );
    },

    takeResult: (asking, row, cardMessageId) =>
      orEnded(asking, ask(messages.takeResult, asking, {}), () => takeUp(asking, row, cardMessageId)),
    retry: (asking, row, cardMessageId) =>
      orEnded(asking, ask(messages.retry, asking, {}), () => takeUp(asking, row, cardMessageId)),
    mendPhotos: (asking, row, { cardMessageId, without }) =>
      orEnded(asking, ask(messages.mendPhotos, asking, without ? { without } : {}), () =>
        takeUp(asking, row, cardMessageId),
      ),
    rename: (asking, name) =>
      orEnded(asking, ask(messages.rename, asking, name), () => change(asking, { kind: 'rename', ...name })),
    expectName: (asking) => change(asking, { kind: 'expect_name' }),
    keepName: (asking) => change(asking, { kind: 'keep_name' }),
    makeMain: (asking) => change(asking, { kind: 'main' }),
    async delete(asking) {
      const live = await ask(messages.deleteAvatar, asking, {});
      if (!live.ok && live.why === 'stuck') return change(asking, { kind: 'delete', stuck: true });
      return orEnded(asking, Promise.resolve(live), () => change(asking, { kind: 'delete' }));
    },

    preview: ({ avatarId, person }) =>
      answered(async () => {
        const input: messages.PreviewInput = { avatarId, pictures: policy.preview.pictures };
        await inTime(() =>
          workflow.start(messages.workflowTypes.preview, {
            workflowId: messages.previewWorkflowId(avatarId),
            workflowIdConflictPolicy: 'USE_EXISTING',
            taskQueue,
            args: [input],
            typedSearchAttributes: new TypedSearchAttributes([
              { key: telegramUserIdKey, value: String(person.telegramId) },
            ]),
            staticSummary: 'first pictures',
          }),
        );
      }),

    state,

    async takeUpIfLost(asking) {
      try {
        const { status } = await inTime(() =>
          workflow.getHandle(messages.avatarWorkflowId(asking.avatarId)).describe(),
        );
        if (status.name === 'RUNNING') return;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
      await takeUpLost(asking);
    },

    async photos(from, openAvatarId, photos) {
      const { telegramId, language } = from;
      const key = `photo-${photos[0]?.messageId ?? 0}`;
      const asking = openAvatarId === null ? null : { avatarId: openAvatarId, person: from, key };
      if (
        asking &&
        ((await hears(asking, photos)) || ((await takeUpLost(asking)).ok && (await hears(asking, photos))))
      ) {
        return;
      }
      const { burstQuietMs, inboxTtlMs: ttlMs } = policy.timing;
      const input: messages.PhotoInboxInput = { telegramId, language, burstQuietMs, ttlMs };
      await inTime(() =>
        workflow.signalWithStart(messages.workflowTypes.photoInbox, {
          workflowId: messages.photoInboxWorkflowId(telegramId),
          taskQueue,
          args: [input],
          signal: messages.photosReceived,
          signalArgs: [photos],
          typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(telegramId) }]),
        }),
      );
    },
  };
}

/** Temporal has it: whatever becomes of this process, it is carried out. */
function handedOn<T>(asked: T): T {
  currentHanding()?.handOn();
  return asked;
}
