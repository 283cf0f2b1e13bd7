import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What operators filter avatars by. Start options, upserts, list queries and registration all use these. */
export const avatarStatusKey = defineSearchAttributeKey('AvatarStatus', SearchAttributeType.KEYWORD);
export const trainingTypeKey = defineSearchAttributeKey('TrainingType', SearchAttributeType.KEYWORD);
export const telegramUserIdKey = defineSearchAttributeKey('TelegramUserId', SearchAttributeType.KEYWORD);
/** Why an operator should look at it (src/domain/avatar/attention.ts); absent when nobody need. */
export const avatarAttentionKey = defineSearchAttributeKey('AvatarAttention', SearchAttributeType.KEYWORD);

export const searchAttributeKeys = [avatarStatusKey, trainingTypeKey, telegramUserIdKey, avatarAttentionKey];

/**
 * Lists runs whose workflow task fails over and over. The server marks them after five failures in a row, and removes
 * the mark after the first success. Source: temporalio/temporal, dynamic config
 * system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute; server 1.30 and later.
 */
export const STUCK_RUNS =
  "ExecutionStatus = 'Running' AND TemporalReportedProblems IN ('category=WorkflowTaskFailed', 'category=WorkflowTaskTimedOut')";
