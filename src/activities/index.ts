import { createAvatarDeletionActivities } from './avatar/deletion.ts';
import { createCardActivities } from './avatar/card.ts';
import { createChatActivities } from './avatar/chat.ts';
import { createDeletionActivities } from './user-deletion/deletion.ts';
import type { ActivityDeps } from './deps.ts';
import { createLanguageActivities } from './user-language/language.ts';
import { createLimitActivities } from './avatar/limits.ts';
import { createLostRunActivities } from './take-up/lost-runs.ts';
import { createPhotoActivities } from './avatar/photos.ts';
import { createPhotosCheck } from './avatar/check-photos.ts';
import { createPhotoRetentionActivities } from './photo-retention/photo-retention.ts';
import { createPhotoReviewActivities } from './photo-review/photo-review.ts';
import { createPreviewActivities } from './pictures/previews.ts';
import { createReachabilityActivities } from './user-reachability/reachability.ts';
import { createRecordActivities } from './avatar/records.ts';
import { createResemblanceActivities } from './avatar/resemblance.ts';
import { createResultActivities } from './avatar/training/results.ts';
import { createRunActivities } from './avatar/runs.ts';
import { createSweepActivities } from './storage-sweep/sweep.ts';
import { createSubmissionActivities } from './avatar/training/submission.ts';
import { createTrainingActivities } from './avatar/training/training.ts';
import { createWeakPhotoActivities } from './avatar/training/weak-photos.ts';

/** All activities. Workflows import only its type. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createRecordActivities(deps),
    ...createPhotoActivities(deps),
    ...createPhotosCheck(deps),
    ...createPhotoRetentionActivities(deps),
    ...createPhotoReviewActivities(deps),
    ...createAvatarDeletionActivities(deps),
    ...createSubmissionActivities(deps),
    ...createResemblanceActivities(deps),
    ...createTrainingActivities(deps),
    ...createResultActivities(deps),
    ...createPreviewActivities(deps),
    ...createChatActivities(deps),
    ...createCardActivities(deps),
    ...createRunActivities(deps),
    ...createSweepActivities(deps),
    ...createLostRunActivities(deps),
    ...createWeakPhotoActivities(deps),
    ...createLimitActivities(deps),
    ...createReachabilityActivities(deps),
    ...createLanguageActivities(deps),
    ...createDeletionActivities(deps),
  };
}
export type { PreviewStep } from './pictures/previews.ts';
export type { Watch } from './avatar/training/training.ts';
export type { Adoption, Submission } from './avatar/training/submission.ts';
export type { SweepCounts } from './storage-sweep/sweep.ts';
export type { CheckedPhotos } from './avatar/check-photos.ts';
export type { LostRows } from './ports/records.ts';
export type { TrainingClaim } from './avatar/limits.ts';
export type Activities = ReturnType<typeof createActivities>;
