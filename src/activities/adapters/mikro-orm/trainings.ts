import { sql, type MikroORM } from '@mikro-orm/postgresql';
import { Avatar } from '../../../entities/user-and-avatar.ts';
import type { Records } from '../../ports/records.ts';

export function createTrainingRecords(orm: MikroORM): Pick<Records, 'saveTraining' | 'saveResult'> {
  return {
    // One statement: what belongs to an earlier attempt is cleared by the first write of a new one, and by no later one.
    async saveTraining({ avatarId, attempt, endpoint, falMode, config, requestId }) {
      const knownRequestId = sql`case when training_attempt = ${attempt} then fal_request_id end`;
      const startedAt = sql`case when training_attempt = ${attempt} then training_started_at else now() end`;
      await orm.em.fork().nativeUpdate(
        Avatar,
        { id: avatarId },
        {
          trainingAttempt: attempt,
          falEndpoint: endpoint,
          falMode,
          trainingConfig: config,
          falRequestId: requestId ?? knownRequestId,
          trainingStartedAt: startedAt,
          updatedAt: sql.now(),
        },
      );
    },

    async saveResult({ avatarId, finetuneId, weightsKey, weightsSha256, weightsBytes }) {
      await orm.em.fork().nativeUpdate(
        Avatar,
        { id: avatarId },
        {
          finetuneId: finetuneId ?? null,
          weightsKey: weightsKey ?? null,
          weightsSha256: weightsSha256 ?? null,
          weightsBytes: weightsBytes ?? null,
          updatedAt: sql.now(),
        },
      );
    },
  };
}
