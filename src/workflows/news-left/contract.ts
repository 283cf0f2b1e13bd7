import { defineSignal } from '@temporalio/workflow';
import type { AvatarNews } from '../../domain/avatar/news.ts';

/** Telling what Telegram did not take before an avatar's run was over. */
export const newsLeftWorkflowId = (avatarId: string): string => `avatar-${avatarId}-news`;

/** The name under which it is registered. */
export const newsLeftWorkflowType = 'newsLeftWorkflow';

/** What a life had to say whose run has ended. */
export interface NewsLeftInput {
  readonly avatarId: string;
  /** First to last. */
  readonly news: readonly AvatarNews[];
  /** The message in which the person was asked last, where it does not show what was decided yet. */
  readonly questionId?: number;
}

export const moreNews = defineSignal<[readonly AvatarNews[]]>('moreNews');
