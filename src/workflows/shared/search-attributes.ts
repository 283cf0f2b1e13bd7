import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What operators filter avatars by. The one place: start options, upserts, list queries and registration all use these. */
export const avatarStatusKey = defineSearchAttributeKey('AvatarStatus', SearchAttributeType.KEYWORD);
export const trainingTypeKey = defineSearchAttributeKey('TrainingType', SearchAttributeType.KEYWORD);
export const telegramUserIdKey = defineSearchAttributeKey('TelegramUserId', SearchAttributeType.KEYWORD);
/** Why an operator should look at it (src/domain/avatar/attention.ts); absent where nobody need. */
export const avatarAttentionKey = defineSearchAttributeKey('AvatarAttention', SearchAttributeType.KEYWORD);

export const searchAttributeKeys = [avatarStatusKey, trainingTypeKey, telegramUserIdKey, avatarAttentionKey];

/**
 * The list of runs that stand still, since their workflow task fails over and over. The server marks them by itself after five
 * failures in a row, and takes the mark back with the first success. Source: temporalio/temporal, dynamic config
 * system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute; server 1.30 and later.
 */
export const STUCK_RUNS =
  "ExecutionStatus = 'Running' AND TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')";
