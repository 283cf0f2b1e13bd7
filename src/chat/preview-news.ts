import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { button, type Button, type View } from './view.ts';

interface PreviewNews {
  readonly avatarId: string;
  readonly name: string;
  readonly mayTryAgain: boolean;
}

/** The caption of an avatar's first pictures, or the text in their place. Under an album the buttons are left out. */
export function previewNews(news: PreviewNews & { readonly made: number; readonly wanted: number }, t: Say): View {
  const { name, made, wanted, mayTryAgain } = news;
  const buttons = waysOn(news, t);
  if (made === 0) {
    const next = t(mayTryAgain ? 'preview-again' : 'preview-over');
    return { text: `${t('preview-none', { name })}\n\n${next}`, buttons };
  }
  const missing = made < wanted ? `\n\n${t('preview-missing', { made, wanted })}` : '';
  return { text: `${t('preview-made', { name })}${missing}`, buttons };
}

/** The message below an album, because an album has no buttons. */
export function previewsBelow(news: PreviewNews, t: Say): View {
  return { text: t('preview-below', { name: news.name }), buttons: waysOn(news, t) };
}

function waysOn({ avatarId, mayTryAgain }: PreviewNews, t: Say): Button[][] {
  const to = (key: string, tap: AvatarTap) => [button(t(key), { kind: 'avatar', tap, avatarId })];
  return [...(mayTryAgain ? [to('button-preview', 'preview')] : []), to('button-show', 'show')];
}
