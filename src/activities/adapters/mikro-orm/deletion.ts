import { ReferenceKind, sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { Preview } from '../../../entities/preview.ts';
import { Training } from '../../../entities/training.ts';
import { Avatar, User } from '../../../entities/user-and-avatar.ts';
import type { DeletionRecords } from '../../ports/person-records.ts';

export function createDeletionRecords(orm: MikroORM): DeletionRecords {
  return {
    beginDeletion: (telegramId) =>
      orm.em.fork().transactional(async (em) => {
        const deletingAt = sql`coalesce(deleting_at, now())`;
        await em.nativeUpdate(User, { telegramId }, { deletingAt, openAvatar: null, namingAvatar: null });
        return (await em.findOne(User, { telegramId }, { fields: ['id'] }))?.id ?? null;
      }),

    async belongings(personId) {
      const em = orm.em.fork();
      const avatars = await em.find(
        Avatar,
        { user: personId },
        { fields: ['finetuneId'], orderBy: { createdAt: 'asc' } },
      );
      const trainings = await em.find(
        Training,
        { avatar: { user: personId }, requestId: { $ne: null } },
        { fields: ['requestId', 'endpoint'], orderBy: { createdAt: 'asc' } },
      );
      const previews = await em.find(
        Preview,
        { avatar: { user: personId }, requestId: { $ne: null } },
        { fields: ['requestId', 'endpoint'], orderBy: { createdAt: 'asc' } },
      );
      return {
        avatarIds: avatars.map(({ id }) => id),
        requests: [...trainings, ...previews].flatMap(({ requestId, endpoint }) =>
          requestId === null ? [] : [{ requestId, endpoint }],
        ),
        finetuneIds: avatars.flatMap(({ finetuneId }) => finetuneId ?? []),
      };
    },

    deletePerson: (personId) =>
      orm.em.fork().transactional(async (em) => {
        if ((await em.count(Avatar, { user: personId })) > 0) return false;
        await em.nativeDelete(User, { id: personId });
        return true;
      }),

    async rowsAbout(personId, avatarIds) {
      const em = orm.em.fork();
      let rows = (await em.count(User, { id: personId })) + (await em.count(Avatar, { id: { $in: [...avatarIds] } }));
      for (const count of pointing(em, personId, avatarIds)) rows += await count();
      return rows;
    },
  };
}

/** A count for each column of any table that points to a person or an avatar: a table that is added is looked at, too. */
function pointing(em: EntityManager, personId: string, avatarIds: readonly string[]): (() => Promise<number>)[] {
  const entities = [...em.getMetadata().getAll().values()];
  return entities.flatMap(({ class: entity, className, relations }) =>
    relations.flatMap(({ name, kind, targetMeta }) => {
      if (kind !== ReferenceKind.MANY_TO_ONE && kind !== ReferenceKind.ONE_TO_ONE) return [];
      const target = targetMeta?.className;
      // From a person to their own avatars: that is the person's row.
      if (className === 'User') return [];
      if (target === 'User') return [() => em.count(entity, { [name]: personId })];
      return target === 'Avatar' ? [() => em.count(entity, { [name]: { $in: [...avatarIds] } })] : [];
    }),
  );
}
