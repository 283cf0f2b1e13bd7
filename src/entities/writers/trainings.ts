import { sql, UniqueConstraintViolationException, type MikroORM } from '@mikro-orm/postgresql';
import { freeFailures } from '../../domain/training/failures.ts';
import { Avatar } from '../tables/user-and-avatar.ts';
import { Training } from '../tables/training.ts';
import { usualTime } from '../readers/usual-time.ts';
import { RequestTaken, RowsLost, type Records, type TrainingKey } from '../../activities/ports/records.ts';
import { noteCharge, noteModel, noteRefusal, noteRequest, noteSubmission, trainingOf } from './trainer-requests.ts';

type TrainingRecords = Pick<
  Records,
  | 'openTraining'
  | 'saveReport'
  | 'training'
  | 'saveArchive'
  | 'claimSubmission'
  | 'saveRequest'
  | 'openRequests'
  | 'endTraining'
  | 'usualTime'
  | 'saveResultUrl'
  | 'saveResult'
>;

const keyOf = ({ avatarId, attempt }: TrainingKey) => ({ avatar: avatarId, attempt });

export function createTrainingRecords(orm: MikroORM): TrainingRecords {
  return {
    openTraining: (training) =>
      orm.em.fork().transactional(async (em) => {
        const { avatarId, attempt, trainer, falMode, config, triesBefore = 0 } = training;
        const avatar = await em.findOne(Avatar, { id: avatarId }, { fields: ['id'] });
        if (!avatar) throw new RowsLost(avatarId);
        const { name, preset, endpoint } = trainer;
        const chosen = { trainer: name, preset, endpoint, falMode, config };
        const row = { avatar: avatarId, attempt, claimedTry: triesBefore, ...chosen };
        await em.upsert(Training, row, { onConflictFields: ['avatar', 'attempt'], onConflictAction: 'ignore' });
        // Only the first write of a new attempt clears the values of an earlier one.
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

    async saveReport({ avatarId, attempt }, report) {
      const unknown = `coalesce((avatar_data ->> 'attempt')::int, 0) < ?`;
      await orm.em
        .fork()
        .execute(`update avatars set avatar_data = ?::jsonb where id = ? and ${unknown}`, [
          JSON.stringify({ attempt, report }),
          avatarId,
          attempt,
        ]);
    },

    async training(key) {
      const row = await orm.em.fork().findOne(Training, keyOf(key));
      if (!row) return null;
      const { archiveUrl, requestId, resultUrl, claimedTry, createdAt } = row;
      return {
        claimedTry,
        createdAt: createdAt.getTime(),
        ...(archiveUrl === null ? {} : { archiveUrl }),
        ...(requestId === null ? {} : { requestId }),
        ...(resultUrl === null ? {} : { resultUrl }),
      };
    },

    async saveArchive(key, archiveUrl) {
      await orm.em.fork().nativeUpdate(Training, keyOf(key), { archiveUrl });
    },

    claimSubmission: (key, tryNumber) =>
      orm.em.fork().transactional(async (em) => {
        const free = { ...keyOf(key), requestId: null, claimedTry: { $lt: tryNumber } };
        const isGranted = (await em.nativeUpdate(Training, free, { claimedTry: tryNumber })) > 0;
        const training = await em.findOne(Training, keyOf(key), { fields: ['endpoint'] });
        if (!training) throw new RowsLost(key.avatarId);
        if (isGranted) await noteSubmission(em, trainingOf(key), training.endpoint);
        return isGranted;
      }),

    async saveRequest(key, requestId) {
      const written = orm.em.fork().transactional(async (em) => {
        const submittedAt = sql`coalesce(submitted_at, now())`;
        await em.nativeUpdate(Training, keyOf(key), { requestId, submittedAt, archiveUrl: null });
        const training = await em.findOne(Training, keyOf(key), { fields: ['endpoint'] });
        if (training) await noteSubmission(em, trainingOf(key), training.endpoint);
        await noteRequest(em, trainingOf(key), requestId);
        const { avatarId, attempt } = key;
        const own = { id: avatarId, trainingAttempt: attempt };
        await em.nativeUpdate(Avatar, own, { falRequestId: requestId, updatedAt: sql.now() });
      });
      await written.catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException ? new RequestTaken(requestId) : error;
      });
    },

    async openRequests(avatarId) {
      const rows = await orm.em.fork().find(Training, { avatar: avatarId, outcome: null, requestId: { $ne: null } });
      return rows.flatMap(({ endpoint, requestId }) => (requestId === null ? [] : { endpoint, requestId }));
    },

    endTraining: (key, outcome, failure, startedAt, leftNothing = false) =>
      orm.em.fork().transactional(async (em) => {
        const end = {
          outcome,
          failureReason: failure ?? null,
          endedAt: sql`coalesce(ended_at, now())`,
          archiveUrl: null,
          ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
          ...(leftNothing ? { result: 'none' as const, resultUrl: null } : {}),
        };
        await em.nativeUpdate(Training, keyOf(key), end);
        await noteCharge(em, trainingOf(key), failure !== undefined && freeFailures.includes(failure));
        // With any other outcome the submission may have been accepted.
        if (outcome === 'failed' && failure !== 'submission_unconfirmed') await noteRefusal(em, trainingOf(key));
      }),

    usualTime: (kind) => usualTime(orm, kind),

    async saveResultUrl(key, resultUrl) {
      await orm.em.fork().nativeUpdate(Training, { ...keyOf(key), result: null }, { resultUrl });
    },

    saveResult: ({ avatarId, attempt, finetuneId, weightsKey, weightsSha256, weightsBytes, inference }) =>
      orm.em.fork().transactional(async (em) => {
        await em.nativeUpdate(Training, keyOf({ avatarId, attempt }), { result: 'taken', resultUrl: null });
        if (finetuneId !== undefined) await noteModel(em, trainingOf({ avatarId, attempt }), finetuneId);
        const model = {
          finetuneId: finetuneId ?? null,
          weightsKey: weightsKey ?? null,
          weightsSha256: weightsSha256 ?? null,
          weightsBytes: weightsBytes ?? null,
          inferenceEndpoint: inference,
          updatedAt: sql.now(),
        };
        return (await em.nativeUpdate(Avatar, { id: avatarId }, model)) > 0;
      }),
  };
}
