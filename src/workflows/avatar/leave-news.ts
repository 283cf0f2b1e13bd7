import {
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import { defined } from '../../domain/defined.ts';
import { addNews, newsLeftWorkflowId, type NewsLeftInput, newsLeftWorkflowType } from '../news-left/contract.ts';
import type { AvatarContext } from './context.ts';
import { telegramUserIdKey } from '../shared/search-attributes.ts';

/** How long an ending run waits for Telegram, ms: it usually takes a moment. */
const PATIENCE_MS = 5_000;

/** Hands unsent news to a run of their own, so that an ending run does not wait for Telegram. */
export async function leaveNews(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  // A deleted avatar has no news.
  if (life.ending === 'deleted') return;
  let isTold = false;
  void context.told().then(() => (isTold = true));
  await condition(() => isTold, PATIENCE_MS, { summary: 'until its user is told' });
  const news = await context.stopTelling();
  if (news.length === 0) return;
  const workflowId = newsLeftWorkflowId(input.avatarId);
  // The run of earlier news may still be open. Usually there is none: no fault.
  const isHeard = await getExternalWorkflowHandle(workflowId)
    .signal(addNews, news)
    .then(
      () => true,
      () => false,
    );
  if (isHeard) return;
  const { questionId } = life;
  const args: [NewsLeftInput] = [{ avatarId: input.avatarId, news, ...defined({ questionId }) }];
  await startChild(newsLeftWorkflowType, {
    workflowId,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    args,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: telegramUserIdKey, value: String(input.user.telegramId) },
    ]),
    staticSummary: 'unsent news',
  });
}
