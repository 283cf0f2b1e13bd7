/** All contracts, for the check of messages and for tests. */
import { avatarChangeWorkflowType } from './avatar-change/contract.ts';
import { avatarWorkflowType } from './avatar/contract.ts';
import { newsLeftWorkflowType } from './news-left/contract.ts';
import { photoInboxWorkflowType } from './photo-inbox/contract.ts';
import { photoRetentionWorkflowType } from './photo-retention/contract.ts';
import { photoReviewWorkflowType } from './photo-review/contract.ts';
import { previewWorkflowType } from './pictures/contract.ts';
import { storageSweepWorkflowType } from './storage-sweep/contract.ts';
import { submissionDoubtWorkflowType } from './submission-doubt/contract.ts';
import { takeUpWorkflowType } from './take-up/contract.ts';
import { userDeletionWorkflowType } from './user-deletion/contract.ts';
import { userLanguageWorkflowType } from './user-language/contract.ts';
import { userReachabilityWorkflowType } from './user-reachability/contract.ts';

export * from './avatar-change/contract.ts';
export * from './avatar/contract.ts';
export * from './news-left/contract.ts';
export * from './photo-inbox/contract.ts';
export * from './photo-retention/contract.ts';
export * from './photo-review/contract.ts';
export * from './pictures/contract.ts';
export * from './storage-sweep/contract.ts';
export * from './submission-doubt/contract.ts';
export * from './take-up/contract.ts';
export * from './user-deletion/contract.ts';
export * from './user-language/contract.ts';
export * from './user-reachability/contract.ts';
export { avatarOfRun, avatarRunIds } from './shared/avatar-runs.ts';
export type { AvatarNews } from '../domain/avatar/news.ts';
export { AVATAR_TASK_QUEUE, photoTaskQueue } from './shared/task-queues.ts';

/** The names under which the workflows are registered. */
export const workflowTypes = {
  avatar: avatarWorkflowType,
  avatarChange: avatarChangeWorkflowType,
  userDeletion: userDeletionWorkflowType,
  newsLeft: newsLeftWorkflowType,
  userLanguage: userLanguageWorkflowType,
  userReachability: userReachabilityWorkflowType,
  photoInbox: photoInboxWorkflowType,
  photoRetention: photoRetentionWorkflowType,
  photoReview: photoReviewWorkflowType,
  preview: previewWorkflowType,
  storageSweep: storageSweepWorkflowType,
  submissionDoubt: submissionDoubtWorkflowType,
  takeUp: takeUpWorkflowType,
} as const;
