import { isQuestion, type AvatarNews } from '../../domain/avatar/news.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import { notifications } from './activity-options.ts';

/** Sends one message. The state remembers the message of a question until it shows the decision. */
export async function tellNews(life: Pick<AvatarWorkflowState, 'questionId'>, what: AvatarNews): Promise<void> {
  const { questionId } = life;
  const answers = what.kind === 'decided' && questionId !== undefined ? { questionId } : {};
  const messageId = await notifications.announce.executeWithOptions({ summary: what.kind }, [{ ...what, ...answers }]);
  if (what.kind === 'decided') delete life.questionId;
  else if (isQuestion(what.kind) && messageId !== undefined) life.questionId = messageId;
}
