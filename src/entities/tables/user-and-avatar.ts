import { defineEntity, p } from '@mikro-orm/core';
import {
  avatarStatuses,
  avatarTypes,
  genders,
  languages,
  trainingTypes,
  type Language,
} from '../../domain/avatar/avatar.ts';
import type { PhotoReport } from '../../domain/photos/report.ts';
import type { FailureReason } from '../../domain/training/training.ts';

/** An announcement as it is handed to the messenger: plain data, told later as it is. */
type MissedNews = Readonly<Record<string, unknown>>;

interface TrainedSet {
  /** Of the training. */
  readonly attempt: number;
  readonly report: PhotoReport;
}

/** The language that a person is written to in. */
export function languageOfUser(user: {
  readonly language: Language;
  readonly chosenLanguage: Language | null;
}): Language {
  return user.chosenLanguage ?? user.language;
}

// In one file because each points to the other: a person to the avatar in focus, an avatar to its person.

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    /** More than 32 bits, at most 52: safe as a number (core.telegram.org/bots/api#user). */
    telegramId: p.bigint('number').unique(),
    /** By what Telegram says of them. */
    language: p.enum(languages),
    /** What they chose themselves: it stands above Telegram's word. */
    chosenLanguage: p.enum(languages).strictNullable(),
    firstName: p.text(),
    username: p.text().strictNullable(),
    /** The avatar that takes the person's photos. */
    openAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    /** The avatar whose name the person's next text is. */
    namingAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    /** The one they show first; their first finished avatar, until they choose another. */
    mainAvatar: () => p.manyToOne(Avatar).strictNullable().deleteRule('set null').index(),
    avatars: () => p.oneToMany(Avatar).mappedBy('user'),
    /** Since when Telegram lets us write to them no more. */
    blockedAt: p.datetime(6).strictNullable(),
    /** When they began their latest avatars, ms since the epoch, oldest first: kept though an avatar is deleted, for a day. */
    recentAvatars: p.json<readonly number[]>().defaultRaw(`'[]'`),
    /** Up to when the photos that were taken would last at the rate that one person may send them at. */
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
    // A person goes only after their avatars: each has objects in storage that no foreign key would remove.
    user: () => p.manyToOne(User).deleteRule('restrict').index(),
    name: p.text(),
    /** The person's message that gave the name. */
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
    /** The set of photos as it stood when its latest training was confirmed. */
    avatarData: p.json<TrainedSet | Record<string, never>>().defaultRaw(`'{}'`),
    trainingConfig: p.json<Readonly<Record<string, string | number | boolean>>>().defaultRaw(`'{}'`),
    /** Which submission of its run the training columns tell of; null before the first. */
    trainingAttempt: p.integer().strictNullable(),
    photosCount: p.integer().default(0),
    /** Highest number that a photo of it ever had, and how many trainings were begun: neither is used again. */
    lastPhotoNumber: p.integer().default(0),
    lastAttempt: p.integer().default(0),
    failureReason: p.text().$type<FailureReason>().strictNullable(),
    weightsKey: p.text().strictNullable(),
    weightsSha256: p.text().strictNullable(),
    weightsBytes: p.bigint('number').strictNullable(),
    /** The model at FAL that makes pictures with what was trained. */
    inferenceEndpoint: p.text().strictNullable(),
    /** Opens the weights to anybody: kept while pictures are made, never longer. */
    weightsUrl: p.text().strictNullable(),
    weightsUrlUntil: p.datetime(6).strictNullable(),
    trainingStartedAt: p.datetime(6).strictNullable(),
    completedAt: p.datetime(6).strictNullable(),
    /** When all photos but the cover go, and when they went. */
    photosKeptUntil: p.datetime(6).strictNullable(),
    photosRemovedAt: p.datetime(6).strictNullable(),
    /** One of its person's trainings at once is this avatar's, since it asked to start and until it trains no more. */
    trainingClaimedAt: p.datetime(6).strictNullable(),
    /** What its person would have been told, had they not blocked the bot. */
    missedNews: p.json<MissedNews | null>().nullable(),
    /** Since when it is being deleted: nothing is paid for it any more. */
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
