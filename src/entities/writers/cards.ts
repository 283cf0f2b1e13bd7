import { sql, type MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import type { CardRecords } from '../../activities/ports/card-records.ts';
import { latestView } from '../readers/latest-view.ts';
import { Training } from '../tables/training.ts';
import { Avatar } from '../tables/user-and-avatar.ts';

export function createCardRecords(orm: MikroORM): CardRecords {
  return {
    async holdCard({ avatarId, revision, forMs }, by) {
      const em = orm.em.fork();
      // The run draws one after another: what it still holds, an attempt of its own has left.
      const holder = by === 'run' ? avatarId : crypto.randomUUID();
      const own = by === 'run' ? [{ cardHolder: avatarId }] : [];
      const free = { $or: [{ cardHolder: null }, ...own, { cardHeldUntil: { $lt: sql.now() } }] };
      const latest = by === 'run' ? {} : { cardRevision: { $lte: revision } };
      const cardHeldUntil = sql`now() + ${forMs} * interval '1 millisecond'`;
      const held = { cardHolder: holder, cardHeldUntil, cardRevision: revision };
      const isHeld = (await em.nativeUpdate(Avatar, { id: avatarId, ...free, ...latest }, held)) > 0;
      const row = await em.findOne(Avatar, { id: avatarId }, { fields: ['cardRevision', 'lastCard'] });
      if (!row) return 'no_row';
      if (isHeld) return { holder, ...defined({ last: row.lastCard ?? undefined }) };
      return by === 'activity' && row.cardRevision > revision ? 'stale' : 'busy';
    },

    async releaseCard(avatarId, holder, last) {
      const none = { cardHolder: null, cardHeldUntil: null, lastCard: last ?? null };
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId, cardHolder: holder }, none);
    },

    saveProgress: (avatarId, report) =>
      orm.em.fork().transactional(async (em) => {
        const { requestId } = report;
        const running = { avatar: avatarId, requestId, outcome: null };
        if ((await em.nativeUpdate(Training, running, { lastReport: report })) === 0) return;
        const trainingProgress = sql`greatest(training_progress, ${Math.floor(report.percent)}::int)`;
        const trained = { id: avatarId, status: 'training', falRequestId: requestId } as const;
        await em.nativeUpdate(Avatar, trained, { trainingProgress, updatedAt: sql.now() });
      }),

    latest: (view) => latestView(orm, view),
  };
}
