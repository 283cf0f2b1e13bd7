import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { ApplicationFailure, TypedSearchAttributes, type UpdateDefinition } from '@temporalio/common';
import type { AvatarChoices } from '../domain/avatar.ts';
import type { AvatarRow } from '../domain/gallery.ts';
import type { Person } from '../domain/person.ts';
import type { AvatarPolicy } from '../domain/policy.ts';
import { allowed, type AvatarState } from '../domain/state.ts';
import { chooseTrainer, type TrainerSelection } from '../domain/trainers.ts';
import * as messages from '../workflows/messages.ts';
import { avatarStatusKey, telegramUserIdKey, trainingTypeKey } from '../workflows/search-attributes.ts';
import { isAnybodyAtWork } from './at-work.ts';
import { NobodyAtWork } from './errors.ts';
import { currentHanding } from './handing.ts';
import type { Answer, Asking, Avatars } from './ports.ts';

/** Of gRPC's status codes. */
const GRPC_FAILED_PRECONDITION = 9;

export interface AvatarsOptions {
  readonly policy: AvatarPolicy;
  /** What trains avatars that begin from now on. */
  readonly trainers?: TrainerSelection;
  /** Tells this bot's updates from another's. */
  readonly botId: number;
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms: with no worker up an update would wait for ever. */
  readonly deadlineMs?: number;
}

/** The bot's way to the workflows. */
export function createAvatars(client: Client, options: AvatarsOptions): Avatars {
  const { policy, trainers, botId, taskQueue = messages.AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const { workflow } = client;
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + deadlineMs, call);
  const idOf = ({ key }: Asking) => `tg-${botId}-${key}`;

  /** @throws {NobodyAtWork} where no run could answer */
  async function answered(call: () => Promise<AvatarState | void>): Promise<Answer> {
    const answer = await inWords(call);
    const isLate = !answer.ok && answer.why === 'late';
    if (isLate && !(await inTime(() => isAnybodyAtWork(client, taskQueue)))) {
      throw new NobodyAtWork(`no worker asks for the work of ${taskQueue}`);
    }
    return answer;
  }

  /** Sends an update to a live run. */
  const ask = <Wish extends messages.Wish>(
    update: UpdateDefinition<AvatarState | void, [Wish]>,
    asking: Asking,
    wish: Omit<Wish, 'by'>,
  ): Promise<Answer> =>
    answered(async () => {
      const handle = workflow.getHandle(messages.avatarWorkflowId(asking.avatarId));
      const args: [Wish] = [{ ...wish, by: asking.by } as Wish];
      const options = { args, updateId: idOf(asking), waitForStage: 'ACCEPTED' } as const;
      return inTime(async () => handedOn(await handle.startUpdate(update, options)).result());
    });

  /** What a person does with an avatar whose run has ended: by a short workflow, one at a time. */
  const change = (asking: Asking, wanted: messages.AvatarChangeInput['change']): Promise<Answer> =>
    answered(async () => {
      const { avatarId, by } = asking;
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
    begun: messages.AvatarInput,
    startOptions: Pick<WorkflowStartOptions, 'workflowIdReusePolicy'>,
  ): Promise<Answer> {
    const { choices, person, cardMessageId } = begun;
    const input = { ...begun, trainer: chooseTrainer(choices.trainingType, trainers) };
    return answered(async () => {
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
      return inTime(() =>
        workflow
          .startUpdateWithStart(messages.open, {
            args: [{ by: asking.by, ...(cardMessageId === undefined ? {} : { cardMessageId }) }],
            updateId: idOf(asking),
            waitForStage: 'ACCEPTED',
            startWorkflowOperation,
          })
          .then((asked) => handedOn(asked).result()),
      );
    });
  }

  async function state(avatarId: string): Promise<AvatarState | null> {
    try {
      return await inTime(() => workflow.getHandle(messages.avatarWorkflowId(avatarId)).query(messages.state));
    } catch {
      return null;
    }
  }

  /** A new run for an avatar whose run has ended, with the photos that it kept. */
  async function takeUp(asking: Asking, person: Person, row: AvatarRow, cardMessageId: number): Promise<Answer> {
    if (!allowed(row).includes('retry')) return { ok: false, why: row.failure ? 'may_have_been_paid' : 'not_now' };
    return goOn(asking, person, row, cardMessageId);
  }

  async function goOn(asking: Asking, person: Person, row: AvatarRow, cardMessageId: number): Promise<Answer> {
    const { avatarId, name, avatarType, gender, trainingType } = row;
    const choices = { name, avatarType, gender, trainingType };
    // As long as Temporal remembers the run that has ended, it answers.
    const former = (await state(avatarId))?.cardMessageId;
    const formerCard = former === undefined || former === cardMessageId ? {} : { formerCardMessageId: former };
    return begin(
      asking,
      { avatarId, person, choices, policy, cardMessageId, ...formerCard, reopen: true },
      { workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
    );
  }

  return {
    create: (asking, person: Person, choices: AvatarChoices, cardMessageId) =>
      begin(
        asking,
        { avatarId: asking.avatarId, person, choices, policy, cardMessageId },
        // A tap that is delivered again must not make a second avatar, even when the first has ended.
        { workflowIdReusePolicy: 'REJECT_DUPLICATE' },
      ),
    writeRows: (asking) => ask(messages.writeRows, asking, {}),
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

    takeResult: (asking, person, row, cardMessageId) =>
      orEnded(asking, ask(messages.takeResult, asking, {}), () => takeUp(asking, person, row, cardMessageId)),
    retry: (asking, person, row, cardMessageId) =>
      orEnded(asking, ask(messages.retry, asking, {}), () => takeUp(asking, person, row, cardMessageId)),
    takeUp: goOn,
    mendPhotos: (asking, person, row, { cardMessageId, without }) =>
      orEnded(asking, ask(messages.mendPhotos, asking, without ? { without } : {}), () =>
        takeUp(asking, person, row, cardMessageId),
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

    preview: ({ avatarId, by }) =>
      answered(async () => {
        const input: messages.PreviewInput = { avatarId, pictures: policy.preview?.pictures ?? 0 };
        await inTime(() =>
          workflow.start(messages.workflowTypes.preview, {
            workflowId: messages.previewWorkflowId(avatarId),
            workflowIdConflictPolicy: 'USE_EXISTING',
            taskQueue,
            args: [input],
            typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(by) }]),
            staticSummary: 'first pictures',
          }),
        );
      }),

    state,

    async photo({ telegramId, language }, openAvatarId, photo) {
      if (openAvatarId !== null) {
        const avatar = workflow.getHandle(messages.avatarWorkflowId(openAvatarId));
        try {
          await inTime(() => avatar.signal(messages.photoReceived, photo));
          return;
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      }
      const { burstQuietMs, inboxTtlMs: ttlMs } = policy.timing;
      const input: messages.PhotoInboxInput = { telegramId, language, burstQuietMs, ttlMs };
      await inTime(() =>
        workflow.signalWithStart(messages.workflowTypes.photoInbox, {
          workflowId: messages.photoInboxWorkflowId(telegramId),
          taskQueue,
          args: [input],
          signal: messages.photoReceived,
          signalArgs: [photo],
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

/** A run whose workflow task fails answers neither updates nor queries. */
function isStuck(error: unknown): boolean {
  const cause: unknown = error instanceof ServiceError ? error.cause : error;
  const code: number | undefined = isGrpcServiceError(cause) ? cause.code : undefined;
  return code === GRPC_FAILED_PRECONDITION;
}

/** Translates what Temporal throws into what a person can be told. What is left is a fault of ours, and thrown on. */
async function inWords(call: () => Promise<AvatarState | void>): Promise<Answer> {
  try {
    const state = await call();
    return state ? { ok: true, state } : { ok: true };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { ok: false, why: 'gone' };
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { ok: false, why: 'busy' };
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error)) {
      return { ok: false, why: 'late' };
    }
    if (isStuck(error)) return { ok: false, why: 'stuck' };
    const refused = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
    if (refused instanceof ApplicationFailure && refused.type === messages.ACTION_REFUSED) {
      const [refusal] = (refused.details ?? []) as [messages.Refusal?];
      const { reason = 'not_now', until } = refusal ?? {};
      return { ok: false, why: reason, ...(until === undefined ? {} : { until }) };
    }
    // The run ended while the wish was on its way.
    if (refused) return { ok: false, why: 'not_now' };
    throw error;
  }
}
