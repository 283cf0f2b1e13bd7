import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

/** What is said with an avatar's first pictures, or in their place. Under an album the buttons are left out. */
export function previewNews(
  news: { avatarId: string; name: string; made: number; wanted: number; mayTryAgain: boolean },
  t: Say,
): View {
  const { avatarId, name, made, wanted, mayTryAgain } = news;
  const to = (key: string, tap: AvatarTap) => [button(t(key), { kind: 'avatar', tap, avatarId })];
  const buttons = [...(mayTryAgain ? [to('button-preview', 'preview')] : []), to('button-show', 'show')];
  if (made === 0) {
    const next = t(mayTryAgain ? 'preview-again' : 'preview-over');
    return { text: `${t('preview-none', { name })}\n\n${next}`, buttons };
  }
  const missing = made < wanted ? `\n\n${t('preview-missing', { made, wanted })}` : '';
  return { text: `${t('preview-made', { name })}${missing}`, buttons };
}
