import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

/** What is said with an avatar's first pictures, or in their place. */
export function previewNews(
  news: { avatarId: string; name: string; made: number; wanted: number; mayTryAgain: boolean },
  t: Say,
): View {
  const { avatarId, name, made, wanted, mayTryAgain } = news;
  const again = mayTryAgain ? [[button(t('button-preview'), { kind: 'avatar', tap: 'preview', avatarId })]] : [];
  if (made === 0) {
    return {
      text: `${t('preview-none', { name })}\n\n${t(mayTryAgain ? 'preview-again' : 'preview-over')}`,
      buttons: again,
    };
  }
  const missing = made < wanted ? `\n\n${t('preview-missing', { made, wanted })}` : '';
  return { text: `${t('preview-made', { name })}${missing}`, buttons: again };
}
