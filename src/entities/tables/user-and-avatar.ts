import { defineEntity, p } from '@mikro-orm/core';
import {
  avatarStatuses,
  avatarTypes,
  genders,
  languages,
  trainingTypes,
  type Language,
} from '../../domain/avatar/avatar.ts';
import type { LastCard } from '../../activities/ports/card-records.ts';
import type { PhotoReport } from '../../domain/photos/report.ts';
import type { FailureReason } from '../../domain/training/training.ts';

/** An announcement as plain data, to be sent later. */
type MissedNews = Readonly<Record<string, unknown>>;

interface TrainedSet {
  readonly attempt: number;
  readonly report: PhotoReport;
}

export function languageOfUser(user: {
  readonly language: Language;
  readonly chosenLanguage: Language | null;
}): Language {
  return user.chosenLanguage ?? user.language;
}

// In one file because they reference each other: the user's avatar in focus, the avatar's user.

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    /** More than 32 bits, at most 52: safe as a number (core.telegram.org/bots/api#user). */
    telegramId: p.bigint('number').unique(),
    /** According to Telegram. */
    language: p.enum(languages),
    /** The user's own choice: it outranks Telegram's. */
    chosenLanguage: p.enum(languages).strictNullable(),
    firstName: p.text(),
    username: p.text().strictNullable(),
    /** The avatar that takes the user's photos. */
    openAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    /** The avatar whose name the user's next text is. */
    namingAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    /** The avatar shown first: the first completed one, until the user chooses another. */
    mainAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    avatars: () => p.oneToMany(Avatar).mappedBy('user'),
    blockedAt: p.datetime(6).strictNullable(),
    /** When they started their latest avatars, ms since the epoch, oldest first. Kept for a day, even if the avatar is deleted. */
    recentAvatars: p.json<readonly number[]>().defaultRaw(`'[]'`),
    /** Until when the accepted photos last at the user's rate limit. */
    photosPacedUntil: p.datetime(6).strictNullable(),
    createdAt: p.datetime(6).defaultRaw('now()'),
    updatedAt: p.datetime(6).defaultRaw('now()'),
  },
});

export class User extends UserSchema.class {}
UserSchema.setClass(User);

const AvatarSchema = defineEntity({
  name: 'Avatar',
  tableName: 'avatars',
  properties: {
    id: p.uuid().primary(),
    // `restrict`: delete avatars first. Each has objects in storage that no foreign key would remove.
    user: () => p.manyToOne(User).deleteRule('restrict').index(),
    name: p.text(),
    namedByMessageId: p.integer().strictNullable(),
    gender: p.enum(genders).nativeEnumName('avatar_gender'),
    avatarType: p.enum(avatarTypes).nativeEnumName('avatar_type'),
    trainingType: p.enum(trainingTypes).nativeEnumName('training_type'),
    status: p.enum(avatarStatuses).nativeEnumName('avatar_status').default('draft'),
    /** The id under which the trainer keeps the model. */
    finetuneId: p.text().strictNullable().index(),
    trainingProgress: p.integer().default(0),
    falMode: p.enum(['live', 'test']).strictNullable(),
    falEndpoint: p.text().strictNullable(),
    falRequestId: p.text().strictNullable().unique(),
    /** The report on the photos when the latest training was confirmed. */
    avatarData: p.json<TrainedSet | Record<string, never>>().defaultRaw(`'{}'`),
    trainingConfig: p.json<Readonly<Record<string, string | number | boolean>>>().defaultRaw(`'{}'`),
    /** The latest state that the run's card was drawn from, and who draws it now, until when at most. */
    cardRevision: p.integer().default(0),
    cardHolder: p.uuid().strictNullable(),
    /** What it showed when it was last drawn; null: unknown. */
    lastCard: p.json<LastCard>().strictNullable(),
    cardHeldUntil: p.datetime(6).strictNullable(),
    /** Which attempt the training columns are about; null before the first. */
    trainingAttempt: p.integer().strictNullable(),
    photosCount: p.integer().default(0),
    /** The highest number that a photo ever had, and the trainings begun: neither is reused. */
    lastPhotoNumber: p.integer().default(0),
    lastAttempt: p.integer().default(0),
    failureReason: p.text().$type<FailureReason>().strictNullable(),
    weightsKey: p.text().strictNullable(),
    weightsSha256: p.text().strictNullable(),
    weightsBytes: p.bigint('number').strictNullable(),
    /** The endpoint that generates pictures with the result. */
    inferenceEndpoint: p.text().strictNullable(),
    /** Gives anybody access to the weights: kept only while pictures are made. */
    weightsUrl: p.text().strictNullable(),
    weightsUrlUntil: p.datetime(6).strictNullable(),
    trainingStartedAt: p.datetime(6).strictNullable(),
    completedAt: p.datetime(6).strictNullable(),
    /** When all photos but the cover are removed, and when they were. */
    photosKeptUntil: p.datetime(6).strictNullable(),
    photosRemovedAt: p.datetime(6).strictNullable(),
    /** The avatar holds one of its user's training slots, from its start until it trains no more. */
    trainingClaimedAt: p.datetime(6).strictNullable(),
    /** News that could not be sent because the user has blocked the bot. */
    missedNews: p.json<MissedNews | null>().nullable(),
    /** Since when it is being deleted: nothing more is paid for it. */
    deletingAt: p.datetime(6).strictNullable(),
    createdAt: p.datetime(6).defaultRaw('now()'),
    updatedAt: p.datetime(6).defaultRaw('now()'),
  },
  indexes: [{ properties: ['user', 'createdAt'] }],
  checks: [
    {
      name: 'avatars_training_progress_check',
      expression: 'training_progress >= 0 and training_progress <= 100',
    },
    { name: 'avatars_photos_count_check', expression: 'photos_count >= 0' },
  ],
});

export class Avatar extends AvatarSchema.class {}
AvatarSchema.setClass(Avatar);
