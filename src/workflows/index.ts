/** What the worker registers: the bundle's entry. */
export { avatarWorkflow } from './avatar.ts';
export { avatarChangeWorkflow } from './avatar-change.ts';
export { deletePersonWorkflow } from './delete-person.ts';
export { newsLeftWorkflow } from './news-left.ts';
export { personLanguageWorkflow } from './person-language.ts';
export { personPresenceWorkflow } from './person-presence.ts';
export { photoInboxWorkflow } from './photo-inbox.ts';
export { photoRetentionWorkflow } from './photo-retention.ts';
export { photoReviewWorkflow } from './photo-review.ts';
export { previewWorkflow } from './preview.ts';
export { storageSweepWorkflow } from './storage-sweep.ts';
export { submissionDoubtWorkflow } from './submission-doubt.ts';
export { takeUpWorkflow } from './take-up.ts';
