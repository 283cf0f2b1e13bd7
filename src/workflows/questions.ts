import { currentUpdateInfo } from '@temporalio/workflow';
import type { Decider } from '../domain/decision.ts';
import type { Life } from '../domain/life.ts';
import { news } from './activity-options.ts';
import { isPersonsUpdate, type AvatarNews } from './messages.ts';

/** News that ask their person what to do: their buttons go once that is decided. */
const questions: ReadonlySet<AvatarNews['kind']> = new Set(['overdue', 'failed']);

export function isQuestion(kind: AvatarNews['kind']): boolean {
  return questions.has(kind);
}

/** Who has sent the update that is being handled: the bot for the person, or an operator. */
export function decider(): Decider {
  return isPersonsUpdate(currentUpdateInfo()?.id) ? 'person' : 'team';
}

/** Tells one thing. The life remembers the message of a question, until what was decided stands in its place. */
export async function tellNews(life: Pick<Life, 'questionId'>, what: AvatarNews): Promise<void> {
  const { questionId } = life;
  const answers = what.kind === 'decided' && questionId !== undefined ? { questionId } : {};
  const messageId = await news.announce.executeWithOptions({ summary: what.kind }, [{ ...what, ...answers }]);
  if (what.kind === 'decided') delete life.questionId;
  else if (isQuestion(what.kind) && messageId !== undefined) life.questionId = messageId;
}
