import { sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import { avatarStatuses } from '../../domain/avatar/avatar.ts';
import { merged, nextOneAt, recent } from '../../domain/limits/limits.ts';
import type { PersistedAvatar } from '../../domain/avatar/life.ts';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { usageBefore, type UserHash } from '../tables/recent-usage.ts';
import { Training } from '../tables/training.ts';
import { Avatar, languageOfUser, User } from '../tables/user-and-avatar.ts';
import { BeingDeleted, TooManyAvatars } from '../../activities/ports/user-records.ts';
import {
  AvatarGone,
  ForeignAvatar,
  RowsLost,
  type AvatarRecord,
  type GivenName,
  type LostRows,
  type NewAvatar,
  type Records,
} from '../../activities/ports/records.ts';
import { isBeingDeleted } from './deletion.ts';
import { lockUser } from './locks.ts';
import { becomeMain, passOnMain } from './main-avatar.ts';
import { openedBy } from './focus.ts';
import { countOfValid, validPhotos } from './photos.ts';
import { chooseCover } from './retention.ts';
import { untakenResult } from './untaken-results.ts';

const photoTakingStatuses = avatarStatuses.filter(takesPhotos);

export function createAvatarRecords(
  orm: MikroORM,
  userHash: UserHash,
): Pick<
  Records,
  'openAvatar' | 'restoreAvatar' | 'saveAvatar' | 'renameAvatar' | 'deleteAvatar' | 'beginAvatarDeletion' | 'isOwner'
> {
  return {
    openAvatar: (avatar) =>
      orm.em.fork().transactional(async (em) => {
        const { telegramId } = avatar.user;
        await lockUser(em, telegramId);
        if (await isBeingDeleted(em, telegramId)) throw new BeingDeleted();
        const user = await saveUser(em, avatar);
        const userId = user.id;
        const known = await em.findOne(Avatar, { id: avatar.avatarId });
        if (!known) {
          if (avatar.reopened) throw new AvatarGone(avatar.avatarId);
          await countBeginning(em, user, userHash(telegramId), avatar);
          await em.insert(Avatar, { id: avatar.avatarId, user: userId, ...avatar.choices });
          await em.nativeUpdate(User, { id: userId }, { openAvatar: avatar.avatarId, namingAvatar: avatar.avatarId });
          return { name: avatar.choices.name, photos: [], ...spoken(user, avatar) };
        }
        if (known.user.id !== userId) throw new ForeignAvatar(avatar.avatarId);
        await em.nativeUpdate(User, { id: userId }, openedBy(known.id));
        const untaken = await untakenResult(em, known.id);
        const attempts = Math.max(known.lastAttempt, known.trainingAttempt ?? 0);
        const unfinished = await unfinishedTraining(em, known, attempts);
        return {
          name: known.name,
          ...spoken(user, avatar),
          photos: await validPhotos(em, known.id),
          ...(attempts > 0 && { attempts }),
          ...defined({ unfinished, untaken }),
          ...(known.lastPhotoNumber > 0 && { lastNumber: known.lastPhotoNumber }),
        };
      }),

    restoreAvatar: ({ avatarId, user: profile, chosenLanguage, choices }) =>
      orm.em.fork().transactional(async (em) => {
        const { telegramId, language, firstName, username = null } = profile;
        await lockUser(em, telegramId);
        if (await isBeingDeleted(em, telegramId)) throw new BeingDeleted();
        const unknown = { telegramId, language, chosenLanguage: chosenLanguage ?? null, firstName, username };
        await em.upsert(User, unknown, { onConflictFields: ['telegramId'], onConflictAction: 'ignore' });
        const user = await em.findOneOrFail(User, { telegramId }, { refresh: true });
        const known = await em.findOne(Avatar, { id: avatarId }, { fields: ['user'] });
        if (known && known.user.id !== user.id) throw new ForeignAvatar(avatarId);
        if (known) return;
        await em.insert(Avatar, { id: avatarId, user: user.id, ...choices });
        if (!user.openAvatar) await em.nativeUpdate(User, { id: user.id }, { openAvatar: avatarId });
      }),

    saveAvatar: (record) =>
      orm.em.fork().transactional(async (em) => {
        await takeOutOfFocus(em, record);
        const { avatarId, status, progress, photosCount, failure, photosKeptUntil } = record;
        const used = {
          lastPhotoNumber: sql`greatest(last_photo_number, ${record.lastPhotoNumber}::int)`,
          lastAttempt: sql`greatest(last_attempt, ${record.lastAttempt}::int)`,
        };
        if (status === 'completed') await becomeMain(em, avatarId);
        const written = await em.nativeUpdate(
          Avatar,
          { id: avatarId },
          {
            ...nameColumns(record),
            status,
            // The same attempt's reports may be ahead of the run.
            trainingProgress: sql<number>`case when status = 'training' and ${status} = 'training' and last_attempt = ${record.lastAttempt}::int then greatest(training_progress, ${progress}::int) else ${progress}::int end`,
            // Count the rows: the cancelled run may have stored a photo without hearing its verdict.
            photosCount: status === 'cancelled' ? countOfValid(avatarId) : photosCount,
            ...used,
            failureReason: failure ?? null,
            ...(status === 'training' ? {} : { trainingClaimedAt: leaveAfter(status) }),
            ...(status === 'completed' ? { completedAt: sql`coalesce(completed_at, now())` } : {}),
            ...(photosKeptUntil === undefined ? {} : { photosKeptUntil: new Date(photosKeptUntil) }),
            updatedAt: sql.now(),
          },
        );
        if (written === 0) throw new RowsLost(avatarId);
        if (status === 'completed') await chooseCover(em, avatarId);
        return lostRows(em, record);
      }),

    renameAvatar: (avatarId, telegramId, name) =>
      orm.em.fork().transactional(async (em) => {
        await em.nativeUpdate(User, { telegramId, namingAvatar: avatarId }, { namingAvatar: null });
        const own = { id: avatarId, user: { telegramId } };
        return (await em.nativeUpdate(Avatar, own, { ...nameColumns(name), updatedAt: sql.now() })) > 0;
      }),

    deleteAvatar: (avatarId, telegramId) =>
      orm.em.fork().transactional(async (em) => {
        await em.nativeUpdate(User, { telegramId, openAvatar: avatarId }, { openAvatar: null });
        await em.nativeUpdate(User, { telegramId, namingAvatar: avatarId }, { namingAvatar: null });
        await passOnMain(em, avatarId, telegramId);
        return (await em.nativeDelete(Avatar, { id: avatarId, user: { telegramId } })) > 0;
      }),

    isOwner: async (avatarId, telegramId) =>
      (await orm.em.fork().count(Avatar, { id: avatarId, user: { telegramId } })) > 0,

    beginAvatarDeletion: async (avatarId, telegramId) => {
      const deletingAt = sql`coalesce(deleting_at, now())`;
      return (await orm.em.fork().nativeUpdate(Avatar, { id: avatarId, user: { telegramId } }, { deletingAt })) > 0;
    },
  };
}

function nameColumns({ name, namedBy }: GivenName) {
  return { name, ...defined({ namedByMessageId: namedBy }) };
}

/** The user's language, where it differs from Telegram's. */
function spoken(user: User, { user: profile }: NewAvatar): Pick<PersistedAvatar, 'language'> {
  const language = languageOfUser(user);
  return language === profile.language ? {} : { language };
}

/** The training that a lost run has to finish, including one that succeeded and whose result is not fetched. */
async function unfinishedTraining(
  em: EntityManager,
  { id, status }: Avatar,
  attempt: number,
): Promise<PersistedAvatar['unfinished']> {
  if (status !== 'training' && status !== 'error') return undefined;
  const ended = status === 'training' ? [{ outcome: 'completed' as const }] : [];
  const training = await em.findOne(Training, { avatar: id, attempt, $or: [{ outcome: null }, ...ended] });
  if (training?.requestId) return { requestId: training.requestId, endpoint: training.endpoint };
  return training && training.claimedTry > 0 ? 'in_doubt' : undefined;
}

/** The claim ends with the training, not when an older state of the avatar is written late. */
function leaveAfter(status: AvatarRecord['status']) {
  const isOver = status === 'completed' || status === 'cancelled';
  return isOver ? null : sql`case when status <> 'training' then training_claimed_at end`;
}

/** @throws {TooManyAvatars} */
async function countBeginning(em: EntityManager, user: User, hash: string, { avatarsADay }: NewAvatar): Promise<void> {
  const now = Date.now();
  const begun = recent(user.recentAvatars, now);
  // Usage from before a deletion counts, but is not copied into the user's new row.
  const { avatars: before } = await usageBefore(em, hash);
  const until = nextOneAt(merged(before, begun), avatarsADay, now);
  if (until !== null) throw new TooManyAvatars(until);
  await em.nativeUpdate(User, { id: user.id }, { recentAvatars: [...begun, now] });
}

/** Telegram's language is used only for a new user. Locks the row, so a user opens one avatar at a time. */
async function saveUser(em: EntityManager, { user }: NewAvatar): Promise<User> {
  const { telegramId, language, firstName, username } = user;
  const { id } = await em.upsert(
    User,
    { telegramId, language, firstName, username: username ?? null, updatedAt: new Date() },
    { onConflictFields: ['telegramId'], onConflictExcludeFields: ['language'] },
  );
  return em.findOneOrFail(User, { id }, { refresh: true });
}

async function lostRows(em: EntityManager, { avatarId, expected }: AvatarRecord): Promise<LostRows> {
  const { photos = [], training } = expected ?? {};
  // A photo removed by retention still has its row.
  const valid = { avatar: avatarId, number: { $in: [...photos] }, validationStatus: 'valid' as const };
  const rows = photos.length > 0 ? await em.find(AvatarPhoto, valid, { fields: ['number'] }) : [];
  const known = new Set(rows.map(({ number }) => number));
  return {
    photos: photos.filter((number) => !known.has(number)),
    training: training !== undefined && (await em.count(Training, { avatar: avatarId, ...training })) === 0,
  };
}

/**
 * An avatar no longer waits for its name once it has a new one, or when it stops taking photos. Only that step ends the
 * wait, so the row's earlier status is compared: a question asked later, for example during the training, stays open.
 */
async function takeOutOfFocus(em: EntityManager, { avatarId, name, status }: AvatarRecord): Promise<void> {
  const stops = takesPhotos(status) ? [] : [{ status: { $in: photoTakingStatuses } }];
  const named = { namingAvatar: { id: avatarId, $or: [{ name: { $ne: name } }, ...stops] } };
  await em.nativeUpdate(User, named, { namingAvatar: null });
  if (!takesPhotos(status)) await em.nativeUpdate(User, { openAvatar: avatarId }, { openAvatar: null });
}
