import type { Decided } from '../domain/avatar/decision.ts';
import type { AvatarNewsKind } from '../domain/avatar/news.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { AvatarTap } from './callbacks.ts';
import { photosKept } from './card-photos.ts';
import { failureParts, wayLabels, waysOn } from './failure.ts';
import type { Say } from './i18n.ts';
import { button, type Button, type View } from './view.ts';

/** News of one avatar that the user should notice: each is a message of its own. */
export function avatarNews(kind: AvatarNewsKind, avatar: AvatarView, t: Say): View {
  const parts = [news(kind, avatar, t), ...more(kind, avatar, t)];
  return { text: parts.filter((part) => part !== '').join('\n\n'), buttons: buttons(kind, avatar, t) };
}

function news(kind: AvatarNewsKind, { name, training = {} }: AvatarView, t: Say): string {
  if (kind === 'completed' && training.stopping) return t('news-completed-anyway', { name });
  if (kind === 'overdue') return t('news-overdue', { name, what: training.overdue ?? 'running' });
  return t(`news-${kind}`, { name });
}

function more(kind: AvatarNewsKind, avatar: AvatarView, t: Say): string[] {
  if (kind === 'failed') return failureParts(avatar, t);
  if (kind !== 'completed') return [];
  return [avatar.allowed.includes('preview') ? t('news-pictures-follow') : '', photosKept(avatar, t)];
}

const gallery = (t: Say): Button[] => [button(t('button-gallery'), { kind: 'gallery', page: 0 })];
const create = (t: Say): Button[] => [button(t('button-new'), { kind: 'new' })];

function buttons(kind: AvatarNewsKind, avatar: AvatarView, t: Say): Button[][] {
  const { avatarId } = avatar;
  const to = (key: string, tap: AvatarTap) => [button(t(key), { kind: 'avatar', tap, avatarId })];
  switch (kind) {
    case 'completed':
      return [to('button-show', 'show'), gallery(t)];
    case 'failed': {
      const ways = waysOn(avatar).map((tap) => to(wayLabels[tap], tap));
      return [...(ways.length > 0 ? ways : [create(t)]), to('button-show', 'show')];
    }
    case 'expiry_near':
      return [to('button-continue', 'open'), to('button-cancel', 'ask_cancel')];
    case 'expired':
      return [to('button-reopen', 'retry'), create(t)];
    case 'overdue':
      return [to('button-wait', 'extend_wait'), to('button-cancel', 'ask_cancel')];
    case 'late_photos':
      return [create(t), to('button-show', 'show')];
  }
}

/** Replaces a decided question; a message of its own where the user does not know the decision. */
export function decided(
  { decision, by, avatar: { avatarId, name } }: Decided & { readonly avatar: Pick<AvatarView, 'avatarId' | 'name'> },
  t: Say,
): View {
  const text = by === 'team' ? t('decided-by-team', { decision, name }) : t('decided', { decision, name });
  return { text, buttons: [[button(t('button-show'), { kind: 'avatar', tap: 'show', avatarId })]] };
}

/** Photos came while no avatar was open. @param over photos that were not kept, because too many were waiting */
export function photosWithoutAvatar({ count, over = 0 }: { count: number; over?: number }, t: Say): View {
  const parts = [t('news-photos_without_avatar', { count }), over > 0 ? t('news-photos_over', { over }) : ''];
  return { text: parts.filter((part) => part !== '').join('\n\n'), buttons: [create(t), gallery(t)] };
}
