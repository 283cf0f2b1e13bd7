import {
  condition,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  startChild,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import { TypedSearchAttributes } from '@temporalio/common';
import { defined } from '../../domain/defined.ts';
import { moreNews, newsLeftWorkflowId, type NewsLeftInput, newsLeftWorkflowType } from '../news-left/contract.ts';
import type { AvatarContext } from './context.ts';
import { telegramUserIdKey } from '../shared/search-attributes.ts';

/** How long a life that is over waits for Telegram, ms: it usually takes a moment. */
const PATIENCE_MS = 5_000;

/** A run that ends does not wait for what Telegram refuses: a run of its own tells that. */
export async function leaveNews(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  // Of what is deleted nothing is said.
  if (life.ending === 'deleted') return;
  let isTold = false;
  void context.told().then(() => (isTold = true));
  await condition(() => isTold, PATIENCE_MS, { summary: 'until its person is told' });
  const news = await context.stopTelling();
  if (news.length === 0) return;
  const workflowId = newsLeftWorkflowId(input.avatarId);
  // One that tells of an earlier life goes on. None is the usual case, and no fault.
  const isHeard = await getExternalWorkflowHandle(workflowId)
    .signal(moreNews, news)
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
      { key: telegramUserIdKey, value: String(input.person.telegramId) },
    ]),
    staticSummary: 'what Telegram has not taken yet',
  });
}
