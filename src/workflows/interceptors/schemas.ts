/**
 * Schemas of every message and every workflow's input, checked at run time (checked-messages.ts). The compiler demands
 * one for each in the contracts. An update may contain only known fields, because it can be refused to its sender: so a
 * typo is refused, too. A signal or an input may contain more, because what a newer bot sends must not be lost.
 */
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import * as v from 'valibot';
import {
  avatarStatuses,
  avatarTypes,
  genders,
  languages,
  trainingTypes,
  validationStatuses,
} from '../../domain/avatar/avatar.ts';
import { photoRefusals, waysToSend } from '../../domain/photos/photo.ts';
import { trainingPresets } from '../../domain/training/trainers.ts';
import { failureReasons } from '../../domain/training/training.ts';
import type * as messages from '../contracts.ts';

type Contract = typeof messages;
type ArgumentOf<Definition> =
  Definition extends SignalDefinition<infer Args>
    ? Args[0]
    : Definition extends UpdateDefinition<unknown, infer Args>
      ? Args[0]
      : never;
/** By name: a schema of each message's one argument. */
type SchemasOf<Type extends 'signal' | 'update'> = {
  readonly [Name in keyof Contract as Contract[Name] extends { type: Type } ? Name : never]: v.GenericSchema<
    unknown,
    ArgumentOf<Contract[Name]>
  > &
    (Type extends 'update' ? KnowsAllOf<ArgumentOf<Contract[Name]>> : unknown);
};
/** Otherwise a field of the contract that the schema lacks would be refused. */
type KnowsAllOf<Argument> = Argument extends undefined
  ? unknown
  : { readonly entries: { readonly [Field in keyof Argument]-?: v.GenericSchema } } | { readonly type: 'variant' };

// The lengths only exclude nonsense: they are far above what is ever sent.
const word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_000));
const text = v.pipe(v.string(), v.maxLength(4_096));
const uuid = v.pipe(v.string(), v.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'a uuid'));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ordinal = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const id = v.pipe(v.number(), v.safeInteger());
/** Milliseconds: a duration, or since the epoch. */
const ms = v.pipe(v.number(), v.finite(), v.minValue(0));
const span = v.strictTuple([ms, ms]);
const yes = v.literal(true);
const maybe = v.exactOptional;

const user = v.object({
  telegramId: id,
  language: v.picklist(languages),
  firstName: text,
  username: maybe(text),
});

const choices = v.object({
  avatarType: v.picklist(avatarTypes),
  gender: v.picklist(genders),
  trainingType: v.picklist(trainingTypes),
  name: text,
});

const policy = v.object({
  photos: v.object(v.entriesFromList(['minPhotos', 'maxPhotos', 'maxBytes', 'minSide', 'maxPixels'], count)),
  preview: v.object({ pictures: count }),
  timing: v.object({
    ...v.entriesFromList(
      [
        'burstQuietMs',
        'checkQuietMs',
        'draftTtlMs',
        'uploadTtlMs',
        'reminderBeforeMs',
        'retryWindowMs',
        'pollIntervalMs',
        'trainingTimeoutMs',
        'submitRetryMs',
        'progressEveryMs',
        'inboxTtlMs',
        'slowCheckMs',
        'submissionDoubtMs',
        'queueLimitMs',
        'runLimitMs',
        'trainerSilenceMs',
        'cancelTimeoutMs',
        'cancelGraceMs',
        'resultPatienceMs',
        'goneAfterMs',
      ],
      ms,
    ),
    photoRetentionMs: v.nullable(ms),
  }),
  limits: v.object(v.entriesFromList(['trainingsAtOnce', 'trainingsADay', 'avatarsADay', 'photosAMinute'], count)),
  historyEvents: ordinal,
});

const parameters = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));
const byPreset = <S extends v.GenericSchema>(schema: S) => v.object(v.entriesFromList(trainingPresets, schema));

const trainer = v.object({
  name: word,
  preset: v.picklist(trainingPresets),
  endpoint: word,
  archiveField: word,
  triggerField: word,
  commentField: maybe(word),
  byAvatarType: maybe(v.object(v.entriesFromList(avatarTypes, parameters))),
  parameters,
  presets: byPreset(parameters),
  leaves: v.picklist(['weights', 'finetune_id']),
  usualMs: span,
  priceUsd: byPreset(v.number()),
  inference: word,
});

const receivedPhoto = {
  fileId: word,
  fileUniqueId: word,
  messageId: count,
  fileSize: maybe(count),
  albumId: maybe(word),
  sentAs: maybe(v.picklist(waysToSend)),
};

const avatarPhoto = v.object({
  ...receivedPhoto,
  number: ordinal,
  verdict: v.picklist(validationStatuses),
  refusal: maybe(v.picklist(photoRefusals)),
  of: maybe(ordinal),
  broughtBack: maybe(yes),
});

const request = v.object({ requestId: word, endpoint: word });

/** The fields that decisions depend on; the rest of the state is not checked. */
const life = v.object({
  status: v.picklist(avatarStatuses),
  language: maybe(v.picklist(languages)),
  name: text,
  photos: v.array(avatarPhoto),
  removedMessageIds: v.array(count),
  removed: maybe(v.array(avatarPhoto)),
  lastNumber: count,
  lastMessageId: count,
  cardMessageId: maybe(count),
  progress: count,
  revision: count,
  failure: maybe(v.picklist(failureReasons)),
  attempt: count,
  request: maybe(request),
  adopted: maybe(request),
  doubt: maybe(yes),
  unsought: maybe(yes),
  touchedAt: ms,
  reminded: v.boolean(),
  latePhotos: count,
  slowChecks: maybe(v.array(ordinal)),
  asked: maybe(yes),
  questionId: maybe(count),
  photosKeptUntil: maybe(ms),
  ending: maybe(v.picklist(['user', 'expired', 'deleted'])),
});

const about = v.object({ kind: word, avatar: v.object({ avatarId: uuid }) });
const news = v.custom<messages.AvatarNews>((given) => v.is(about, given));

/** By the names under which workflows are registered. */
export const inputSchemas: Readonly<
  Record<(typeof messages.workflowTypes)[keyof typeof messages.workflowTypes], v.GenericSchema>
> = {
  avatarWorkflow: v.object({
    avatarId: uuid,
    user,
    choices,
    policy,
    trainer,
    cardMessageId: maybe(count),
    reopen: maybe(yes),
    formerCardMessageId: maybe(count),
    carried: maybe(life),
    untold: maybe(v.array(news)),
  }) satisfies v.GenericSchema<unknown, messages.AvatarInput>,
  avatarChangeWorkflow: v.object({
    avatarId: uuid,
    by: id,
    change: v.variant('kind', [
      v.object({ kind: v.literal('rename'), name: text, messageId: maybe(count) }),
      v.object({ kind: v.literal('delete'), stuck: maybe(yes) }),
      v.object({ kind: v.picklist(['expect_name', 'keep_name', 'main']) }),
    ]),
  }) satisfies v.GenericSchema<unknown, messages.AvatarChangeInput>,
  newsLeftWorkflow: v.object({
    avatarId: uuid,
    news: v.array(news),
    questionId: maybe(count),
  }) satisfies v.GenericSchema<unknown, messages.NewsLeftInput>,
  previewWorkflow: v.object({ avatarId: uuid, pictures: count }) satisfies v.GenericSchema<
    unknown,
    messages.PreviewInput
  >,
  photoInboxWorkflow: v.object({
    telegramId: id,
    language: v.picklist(languages),
    burstQuietMs: ms,
    ttlMs: ms,
    historyEvents: maybe(ordinal),
    carried: maybe(
      v.object({ photos: v.array(v.object(receivedPhoto)), over: maybe(count), expiresAt: ms, handedOver: count }),
    ),
  }) satisfies v.GenericSchema<unknown, messages.PhotoInboxInput>,
  photoRetentionWorkflow: v.object({ avatarId: uuid, until: ms }) satisfies v.GenericSchema<
    unknown,
    messages.PhotoRetentionInput
  >,
  photoReviewWorkflow: v.object({
    avatarId: uuid,
    telegramId: id,
    avatarType: v.picklist(avatarTypes),
    minPhotos: count,
  }) satisfies v.GenericSchema<unknown, messages.PhotoReviewInput>,
  storageSweepWorkflow: v.optional(v.object({ graceMs: maybe(ms) })) satisfies v.GenericSchema<
    unknown,
    messages.StorageSweepInput | undefined
  >,
  takeUpWorkflow: v.object({ avatarId: uuid }) satisfies v.GenericSchema<unknown, messages.TakeUpInput>,
  submissionDoubtWorkflow: v.object({
    avatarId: uuid,
    attempt: ordinal,
    choices: v.object({ avatarType: v.picklist(avatarTypes), trainingType: v.picklist(trainingTypes) }),
    trainer,
    lookEveryMs: ms,
    until: ms,
  }) satisfies v.GenericSchema<unknown, messages.SubmissionDoubtInput>,
  userDeletionWorkflow: v.object({
    telegramId: id,
    language: v.picklist(languages),
    questions: maybe(v.array(word)),
    limits: maybe(v.object(v.entriesFromList(['trainingsADay', 'avatarsADay'], count))),
    lookAgainMs: maybe(ms),
  }) satisfies v.GenericSchema<unknown, messages.UserDeletionInput>,
  userReachabilityWorkflow: v.object({ telegramId: id }),
  userLanguageWorkflow: v.object({ telegramId: id }),
};

export const signalSchemas: SchemasOf<'signal'> = {
  addPhotos: v.array(v.object(receivedPhoto)),
  reportTrainingEnd: v.object({ requestId: word, outcome: v.picklist(['ok', 'error']), attempt: maybe(ordinal) }),
  reportProgress: v.object({
    requestId: word,
    percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
    queuePosition: maybe(count),
    phase: maybe(v.picklist(['queued', 'running'])),
    source: maybe(v.picklist(['logs', 'estimate'])),
    runningSince: maybe(ms),
    slowMs: maybe(ms),
    silentSince: maybe(ms),
    refused: maybe(yes),
  }),
  lookAtPhotos: v.object({
    messageId: maybe(count),
    number: maybe(ordinal),
    removed: v.array(ordinal),
    mayRemove: v.boolean(),
  }),
  addNews: v.array(news),
  claimPhotos: v.object({ avatarId: uuid }),
  abandonAvatar: v.undefined(),
  removePhotosNow: v.undefined(),
  requestDeletion: v.object({ question: word }),
  changeReachability: v.object({ blocked: v.boolean(), updateId: count, at: maybe(ms) }),
  changeLanguage: v.object({ user, chosen: v.nullable(v.picklist(languages)), updateId: count }),
  reportSlowChecks: v.array(ordinal),
  redrawCard: v.optional(v.object({ inPlace: maybe(yes), language: maybe(v.picklist(languages)) })),
};

const by = { by: id, tapped: maybe(count) };
const command = v.strictObject(by);

export const updateSchemas: SchemasOf<'update'> = {
  openAvatar: v.strictObject({ ...by, cardMessageId: maybe(count) }),
  restoreRows: command,
  startTraining: command,
  cancelAvatar: command,
  extendWait: command,
  retryTraining: command,
  takeResult: command,
  replacePhotos: v.strictObject({ ...by, without: maybe(yes) }),
  renameAvatar: v.strictObject({ ...by, name: text, messageId: maybe(count) }),
  removePhoto: v.strictObject({ ...by, number: ordinal }),
  bringBackPhoto: v.strictObject({ ...by, number: ordinal }),
  decideSubmission: v.variant('decision', [
    v.strictObject({ decision: v.literal('adopt'), requestId: word }),
    v.strictObject({ decision: v.picklist(['submit_again', 'give_up']) }),
  ]),
  deleteAvatar: command,
  awaitDeletionStart: v.undefined(),
};
