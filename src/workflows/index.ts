/** The bundle's entry: what the worker registers. */
export { avatarWorkflow } from './avatar/workflow.ts';
export { avatarChangeWorkflow } from './avatar-change/workflow.ts';
export { userDeletionWorkflow } from './user-deletion/workflow.ts';
export { newsLeftWorkflow } from './news-left/workflow.ts';
export { userLanguageWorkflow } from './user-language/workflow.ts';
export { userReachabilityWorkflow } from './user-reachability/workflow.ts';
export { photoInboxWorkflow } from './photo-inbox/workflow.ts';
export { photoRetentionWorkflow } from './photo-retention/workflow.ts';
export { photoReviewWorkflow } from './photo-review/workflow.ts';
export { previewWorkflow } from './pictures/workflow.ts';
export { storageSweepWorkflow } from './storage-sweep/workflow.ts';
export { submissionDoubtWorkflow } from './submission-doubt/workflow.ts';
export { takeUpWorkflow } from './take-up/workflow.ts';
