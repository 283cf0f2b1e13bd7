import { CancellationScope, isCancellation, setHandler } from '@temporalio/workflow';
import { defined } from '../../domain/defined.ts';
import { announcing } from '../shared/announcing.ts';
import { addNews, type NewsLeftInput } from './contract.ts';
import { tellNews } from '../shared/tell-news.ts';

/**
 * Sends the news that Telegram did not accept before an avatar's run ended. One run for each avatar, so that news stay
 * in order. When cancelled, it sends nothing more: the avatar is deleted.
 */
export async function newsLeftWorkflow({ news, questionId }: NewsLeftInput): Promise<void> {
  const asked = defined({ questionId });
  const announcements = announcing(
    news,
    () => Promise.resolve(),
    (what) => tellNews(asked, what),
  );
  setHandler(
    addNews,
    (more) => {
      for (const one of more) announcements.tell(one);
    },
    { description: 'The avatar was reopened, and its run has ended again.' },
  );
  try {
    await Promise.race([announcements.told(), CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => announcements.stop());
    throw error;
  }
}
