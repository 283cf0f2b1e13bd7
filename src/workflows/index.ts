/** The bundle's entry: what the worker registers. */
export { avatarWorkflow } from './avatar/workflow.ts';
export { avatarChangeWorkflow } from './avatar-change/workflow.ts';
export { deletePersonWorkflow } from './user-deletion/workflow.ts';
export { newsLeftWorkflow } from './news-left/workflow.ts';
export { personLanguageWorkflow } from './user-language/workflow.ts';
export { personPresenceWorkflow } from './user-presence/workflow.ts';
export { photoInboxWorkflow } from './photo-inbox/workflow.ts';
export { photoRetentionWorkflow } from './photo-retention/workflow.ts';
export { photoReviewWorkflow } from './photo-review/workflow.ts';
export { previewWorkflow } from './pictures/workflow.ts';
export { storageSweepWorkflow } from './storage-sweep/workflow.ts';
export { submissionDoubtWorkflow } from './submission-doubt/workflow.ts';
export { takeUpWorkflow } from './take-up/workflow.ts';
