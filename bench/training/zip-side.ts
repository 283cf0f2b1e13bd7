/** A process that makes, or uploads, one archive by the product's own activities, and reports its peak memory. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { createTrainer } from '../../src/activities/adapters/fal/trainer.ts';
import { createStorage } from '../../src/activities/adapters/s3/storage.ts';
import { createArchiver } from '../../src/activities/adapters/zip-archive.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { Records } from '../../src/activities/ports/records.ts';
import { keys } from '../../src/activities/lib/storage-keys.ts';
import { createSubmissionActivities } from '../../src/activities/avatar/training/submission.ts';
import { chooseTrainer } from '../../src/domain/training/trainers.ts';
import type { ZipAnswer, ZipOrder } from './zip-orders.ts';

async function done({ side, avatarId, photos, minio, falApiRoot }: ZipOrder): Promise<ZipAnswer> {
  const storage = createStorage({ ...minio, endpoint: new URL(minio.endpoint) });
  const trainer = createTrainer({ credentials: 'bench', mode: 'test', apiRoot: new URL(falApiRoot) });
  const archiver = createArchiver();
  const activities = createSubmissionActivities({
    storage,
    trainer,
    archiver,
    records: rows(photos),
  } as unknown as ActivityDeps);
  const submission = {
    avatarId,
    attempt: 1,
    choices: { avatarType: 'character', trainingType: 'portrait' },
    trainer: chooseTrainer('portrait'),
  } as const;
  const environment = new MockActivityEnvironment();
  if (side === 'bare') await storage.size(photos[0] ?? '');
  if (side === 'build')
    await environment.run(() =>
      activities.buildArchive({ ...submission, photos: photos.map((_, index) => index + 1) }),
    );
  if (side === 'upload') await environment.run(() => activities.uploadArchive(submission));
  const bytes = side === 'bare' ? 0 : ((await storage.size(keys.archive(avatarId, 1))) ?? 0);
  return { peakMb: process.resourceUsage().maxRSS / 1024, bytes };
}

/** Records with the photos and a new training. */
function rows(
  photos: readonly string[],
): Pick<Records, 'storedPhotos' | 'photoFacts' | 'openTraining' | 'saveReport' | 'training' | 'saveArchive'> {
  return {
    storedPhotos: async () => photos.map((minioKey, index) => ({ number: index + 1, minioKey, pixels: 0 })),
    photoFacts: async () => [],
    openTraining: async () => undefined,
    saveReport: async () => undefined,
    training: async () => null,
    saveArchive: async () => undefined,
  };
}

process.on('message', (order: ZipOrder) => {
  void done(order).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
