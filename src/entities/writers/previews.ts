import { LockMode, sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { Preview } from '../tables/preview.ts';
import { Avatar } from '../tables/user-and-avatar.ts';
import { isBeingDeleted } from './deletion.ts';
import type {
  PreviewKey,
  PreviewRecord,
  PreviewRecords,
  PreviewSubject,
} from '../../activities/ports/preview-records.ts';
import { noteRefusal, noteRequest, noteSubmission, pictureOf } from './trainer-requests.ts';

const keyOf = ({ avatarId, number }: PreviewKey) => ({ avatar: avatarId, number });

export function createPreviewRecords(orm: MikroORM): PreviewRecords {
  return {
    async previewSubject(avatarId) {
      const em = orm.em.fork();
      const avatar = await em.findOne(Avatar, { id: avatarId }, { populate: ['user'] });
      return avatar && !(await isGoing(em, avatar)) ? subjectOf(avatar) : null;
    },

    async saveWeightsUrl(avatarId, url, until) {
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId }, { weightsUrl: url, weightsUrlUntil: new Date(until) });
    },

    async forgetWeightsUrl(avatarId) {
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId }, { weightsUrl: null, weightsUrlUntil: null });
    },

    openPreviews: (avatarId, previews) =>
      orm.em.fork().transactional(async (em) => {
        const one = { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE } as const;
        if (previews.length === 0 || !(await em.findOne(Avatar, { id: avatarId }, one))) return;
        await em.upsertMany(
          Preview,
          previews.map(({ number, endpoint, prompt }) => ({ avatar: avatarId, number, endpoint, prompt })),
          { onConflictFields: ['avatar', 'number'], onConflictAction: 'ignore' },
        );
      }),

    async previews(avatarId) {
      const rows = await orm.em.fork().find(Preview, { avatar: avatarId }, { orderBy: { number: 'asc' } });
      return rows.map(recordOf);
    },

    claimPreview: ({ tryNumber, ...key }) =>
      orm.em.fork().transactional(async (em) => {
        const avatar = await em.findOne(Avatar, { id: key.avatarId }, { populate: ['user'] });
        if (!avatar || (await isGoing(em, avatar))) return false;
        const before = await em.findOne(Preview, keyOf(key), { fields: ['endpoint', 'outcome'] });
        const free = { ...keyOf(key), claimedTry: { $lt: tryNumber }, minioKey: null };
        const claimed = { claimedTry: tryNumber, requestId: null, outcome: null, updatedAt: sql.now() };
        if (!before || (await em.nativeUpdate(Preview, free, claimed)) === 0) return false;
        // An earlier try that was not unconfirmed was refused, or there would be no further one.
        const { try: _, ...earlier } = pictureOf({ ...key, tryNumber });
        if (before.outcome !== 'unconfirmed') await noteRefusal(em, earlier);
        await noteSubmission(em, pictureOf({ ...key, tryNumber }), before.endpoint);
        return true;
      }),

    async savePreviewRequest({ tryNumber, ...key }, requestId) {
      await noteRequest(orm.em.fork(), pictureOf({ ...key, tryNumber }), requestId);
      const unknown = { ...keyOf(key), claimedTry: tryNumber, requestId: null };
      // An unconfirmed try has been counted already.
      const paidTries = sql`paid_tries + case when outcome is null then 1 else 0 end`;
      await orm.em.fork().nativeUpdate(Preview, unknown, { requestId, paidTries, outcome: null, updatedAt: sql.now() });
    },

    async savePreview({ tryNumber, ...key }, made) {
      const own = { ...keyOf(key), claimedTry: tryNumber };
      const updatedAt = sql.now();
      if (typeof made === 'string') {
        const uncounted = made === 'unconfirmed';
        if (made === 'failed') await noteRefusal(orm.em.fork(), pictureOf({ ...key, tryNumber }));
        const paidTries = sql`paid_tries + case when ${uncounted} and outcome is null and request_id is null then 1 else 0 end`;
        return (await orm.em.fork().nativeUpdate(Preview, own, { outcome: made, paidTries, updatedAt })) > 0;
      }
      const { minioKey, bytes: fileSize, width = null, height = null } = made;
      const stored = { outcome: 'stored', minioKey, fileSize, width, height, updatedAt } as const;
      return (await orm.em.fork().nativeUpdate(Preview, own, stored)) > 0;
    },

    async savePreviewFile(sent, telegramFileId) {
      await orm.em.fork().nativeUpdate(Preview, keyOf(sent), { telegramFileId });
    },
  };
}

/** The avatar or its user is being deleted: nothing more is paid. */
async function isGoing(em: EntityManager, { deletingAt, user }: Avatar): Promise<boolean> {
  return deletingAt !== null || isBeingDeleted(em, user.telegramId);
}

function subjectOf(avatar: Avatar): PreviewSubject | null {
  const { name, avatarType, gender, finetuneId, weightsKey, inferenceEndpoint: endpoint } = avatar;
  const { falEndpoint, falRequestId, weightsUrl, weightsUrlUntil } = avatar;
  const model = weightsKey !== null ? { weightsKey } : finetuneId !== null ? { finetuneId } : null;
  if (!model || endpoint === null) return null;
  const hasTraining = falEndpoint !== null && falRequestId !== null;
  const hasUrl = weightsUrl !== null && weightsUrlUntil !== null;
  return {
    telegramId: avatar.user.telegramId,
    name,
    avatarType,
    gender,
    endpoint,
    model,
    ...(hasTraining && { training: { endpoint: falEndpoint, requestId: falRequestId } }),
    ...(hasUrl && { weightsUrl: { url: weightsUrl, until: weightsUrlUntil.getTime() } }),
  };
}

function recordOf(row: Preview): PreviewRecord {
  const { number, endpoint, prompt, claimedTry, paidTries, requestId, outcome, minioKey, telegramFileId } = row;
  return {
    number,
    endpoint,
    prompt,
    claimedTry,
    paidTries,
    ...(requestId === null ? {} : { requestId }),
    ...(outcome === null ? {} : { outcome }),
    ...(minioKey === null ? {} : { minioKey }),
    ...(telegramFileId === null ? {} : { fileId: telegramFileId }),
  };
}
