import { ReferenceKind, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { Deletion } from '../tables/deletion.ts';
import { TrainerRequest } from '../tables/trainer-request.ts';
import { Avatar, User } from '../tables/user-and-avatar.ts';
import type { UserHash } from '../tables/recent-usage.ts';
import type { DeletionRecords } from '../../activities/ports/user-records.ts';
import { lockUser } from './locks.ts';
import { keepUsage } from './limits.ts';

export function createDeletionRecords(orm: MikroORM, userHash: UserHash): DeletionRecords {
  return {
    beginDeletion: (telegramId, language) =>
      orm.em.fork().transactional(async (em) => {
        await lockUser(em, telegramId);
        await em.upsert(Deletion, { telegramId, language }, { onConflictAction: 'ignore' });
        await em.nativeUpdate(User, { telegramId }, { openAvatar: null, namingAvatar: null });
        return (await em.findOne(User, { telegramId }, { fields: ['id'] }))?.id ?? null;
      }),

    async endDeletion(telegramId) {
      await orm.em.fork().nativeDelete(Deletion, { telegramId });
    },

    async avatarsOf(telegramId) {
      const options = { fields: ['createdAt'], orderBy: { createdAt: 'asc' } } as const;
      const avatars = await orm.em.fork().find(Avatar, { user: { telegramId } }, options);
      return avatars.map(({ id, createdAt }) => ({ avatarId: id, createdAt: createdAt.getTime() }));
    },

    async othersAmong(avatarIds, telegramId) {
      const others = { id: { $in: [...avatarIds] }, user: { telegramId: { $ne: telegramId } } };
      return (await orm.em.fork().find(Avatar, others, { fields: ['id'] })).map(({ id }) => id);
    },

    async doubts(telegramId, avatarIds) {
      const sent = { telegramId, avatarId: { $in: [...avatarIds] }, purpose: 'training' as const, requestId: null };
      const asked = await orm.em.fork().find(TrainerRequest, sent);
      return asked.map(({ avatarId, number: attempt, endpoint }) => ({ avatarId, attempt, endpoint }));
    },

    pruneRequests: (before) =>
      orm.em.fork().nativeDelete(TrainerRequest, { createdAt: { $lt: new Date(before) }, finetuneId: null }),

    async belongings(telegramId, avatarIds) {
      const em = orm.em.fork();
      const known = await em.find(Avatar, { id: { $in: [...avatarIds] } }, { fields: ['id'] });
      const asked = await em.find(TrainerRequest, await requestsOf(em, telegramId, avatarIds), {
        orderBy: { createdAt: 'asc' },
      });
      return {
        known: known.map(({ id }) => id),
        requests: asked.flatMap(({ requestId, endpoint }) => (requestId === null ? [] : [{ requestId, endpoint }])),
        inDoubt: asked.filter(({ requestId }) => requestId === null).length,
        finetuneIds: asked.flatMap(({ finetuneId }) => finetuneId ?? []),
      };
    },

    deleteUser: ({ telegramId, userId, avatarIds }, limits) =>
      orm.em.fork().transactional(async (em) => {
        await lockUser(em, telegramId);
        const kept = await keepUsage(em, { telegramId, userHash: userHash(telegramId), limits });
        await em.nativeDelete(TrainerRequest, await requestsOf(em, telegramId, avatarIds));
        if (userId === null || (await em.count(Avatar, { user: userId })) > 0) return { isGone: false, kept };
        await em.nativeDelete(User, { id: userId });
        return { isGone: true, kept };
      }),

    async rowsAbout({ telegramId, userId, avatarIds }) {
      const em = orm.em.fork();
      let rows = await em.count(TrainerRequest, await requestsOf(em, telegramId, avatarIds));
      rows += await em.count(Avatar, { id: { $in: [...avatarIds] } });
      if (userId !== null) rows += await em.count(User, { id: userId });
      for (const count of pointing(em, userId, avatarIds)) rows += await count();
      return rows;
    },
  };
}

export async function isBeingDeleted(em: EntityManager, telegramId: number): Promise<boolean> {
  return (await em.count(Deletion, { telegramId })) > 0;
}

/** The user's requests, except those of avatars that were started since. */
async function requestsOf(em: EntityManager, telegramId: number, avatarIds: readonly string[]) {
  const since = { user: { telegramId }, id: { $nin: [...avatarIds] } };
  const others = (await em.find(Avatar, since, { fields: ['id'] })).map(({ id }) => id);
  return { telegramId, avatarId: { $nin: others } };
}

/** Counts for each column of any table that references a user or an avatar, so that a new table is included automatically. */
function pointing(em: EntityManager, userId: string | null, avatarIds: readonly string[]): (() => Promise<number>)[] {
  const entities = [...em.getMetadata().getAll().values()];
  return entities.flatMap(({ class: entity, className, relations }) =>
    relations.flatMap(({ name, kind, targetMeta }) => {
      if (kind !== ReferenceKind.MANY_TO_ONE && kind !== ReferenceKind.ONE_TO_ONE) return [];
      const target = targetMeta?.className;
      // References from a user to their own avatars are in the user's own row.
      if (className === 'User') return [];
      if (target === 'User') return userId === null ? [] : [() => em.count(entity, { [name]: userId })];
      return target === 'Avatar' ? [() => em.count(entity, { [name]: { $in: [...avatarIds] } })] : [];
    }),
  );
}
