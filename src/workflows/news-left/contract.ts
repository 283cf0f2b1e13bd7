import { defineSignal } from '@temporalio/workflow';
import type { AvatarNews } from '../../domain/avatar/news.ts';

/** Sends the news that Telegram did not accept before an avatar's run ended. */
export const newsLeftWorkflowId = (avatarId: string): string => `avatar-${avatarId}-news`;

export const newsLeftWorkflowType = 'newsLeftWorkflow';

export interface NewsLeftInput {
  readonly avatarId: string;
  /** First to last. */
  readonly news: readonly AvatarNews[];
  /** The message with the last question, where it does not show the decision yet. */
  readonly questionId?: number;
}

export const addNews = defineSignal<[readonly AvatarNews[]]>('addNews');
