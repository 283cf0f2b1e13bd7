import { sql, type MikroORM } from '@mikro-orm/postgresql';
import { Avatar } from '../../../entities/user-and-avatar.ts';
import { Training } from '../../../entities/training.ts';
import { usualTime } from '../../../entities/usual-time.ts';
import type { Records, TrainingKey } from '../../ports/records.ts';

type TrainingRecords = Pick<
  Records,
  | 'openTraining'
  | 'training'
  | 'saveArchive'
  | 'claimSubmission'
  | 'saveRequest'
  | 'openRequests'
  | 'endTraining'
  | 'usualTime'
  | 'saveResult'
>;

const keyOf = ({ avatarId, attempt }: TrainingKey) => ({ avatar: avatarId, attempt });

export function createTrainingRecords(orm: MikroORM): TrainingRecords {
  return {
    openTraining: (training) =>
      orm.em.fork().transactional(async (em) => {
        const { avatarId, attempt, trainer, falMode, config } = training;
        const avatar = await em.findOne(Avatar, { id: avatarId }, { fields: ['id'] });
        if (!avatar) return;
        const { name, preset, endpoint } = trainer;
        const row = { avatar: avatarId, attempt, trainer: name, preset, endpoint, falMode, config };
        await em.upsert(Training, row, { onConflictFields: ['avatar', 'attempt'], onConflictAction: 'ignore' });
        // What belongs to an earlier attempt is cleared by the first write of a new one, and by no later one.
        const knownRequestId = sql`case when training_attempt = ${attempt} then fal_request_id end`;
        const startedAt = sql`case when training_attempt = ${attempt} then training_started_at else now() end`;
        await em.nativeUpdate(
          Avatar,
          { id: avatarId },
          {
            falRequestId: knownRequestId,
            trainingStartedAt: startedAt,
            trainingAttempt: attempt,
            falEndpoint: endpoint,
            falMode,
            trainingConfig: { ...config, trainer: name, preset },
            updatedAt: sql.now(),
          },
        );
      }),

    async training(key) {
      const row = await orm.em.fork().findOne(Training, keyOf(key));
      if (!row) return null;
      const { archiveUrl, requestId, claimedTry, createdAt } = row;
      return {
        claimedTry,
        createdAt: createdAt.getTime(),
        ...(archiveUrl === null ? {} : { archiveUrl }),
        ...(requestId === null ? {} : { requestId }),
      };
    },

    async saveArchive(key, archiveUrl) {
      await orm.em.fork().nativeUpdate(Training, keyOf(key), { archiveUrl });
    },

    async claimSubmission(key, tryNumber) {
      const free = { ...keyOf(key), requestId: null, claimedTry: { $lt: tryNumber } };
      return (await orm.em.fork().nativeUpdate(Training, free, { claimedTry: tryNumber })) > 0;
    },

    saveRequest: (key, requestId) =>
      orm.em.fork().transactional(async (em) => {
        const submittedAt = sql`coalesce(submitted_at, now())`;
        await em.nativeUpdate(Training, keyOf(key), { requestId, submittedAt, archiveUrl: null });
        const { avatarId, attempt } = key;
        const own = { id: avatarId, trainingAttempt: attempt };
        await em.nativeUpdate(Avatar, own, { falRequestId: requestId, updatedAt: sql.now() });
      }),

    async openRequests(avatarId) {
      const rows = await orm.em.fork().find(Training, { avatar: avatarId, outcome: null, requestId: { $ne: null } });
      return rows.flatMap(({ endpoint, requestId }) => (requestId === null ? [] : { endpoint, requestId }));
    },

    async endTraining(key, outcome, failure, startedAt) {
      const end = {
        outcome,
        failureReason: failure ?? null,
        endedAt: sql`coalesce(ended_at, now())`,
        archiveUrl: null,
        ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
      };
      await orm.em.fork().nativeUpdate(Training, keyOf(key), end);
    },

    usualTime: (kind) => usualTime(orm, kind),

    async saveResult({ avatarId, finetuneId, weightsKey, weightsSha256, weightsBytes, inference }) {
      await orm.em.fork().nativeUpdate(
        Avatar,
        { id: avatarId },
        {
          finetuneId: finetuneId ?? null,
          weightsKey: weightsKey ?? null,
          weightsSha256: weightsSha256 ?? null,
          weightsBytes: weightsBytes ?? null,
          inferenceEndpoint: inference ?? null,
          updatedAt: sql.now(),
        },
      );
    },
  };
}
