import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { LimitReason } from '../domain/limits/limits.ts';
import type { Callback } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';
import { button, type View } from './view.ts';

const limitWords = {
  too_many_trainings: 'limit-trainings',
  too_many_trainings_today: 'limit-trainings-today',
  too_many_avatars: 'limit-avatars',
} as const satisfies Record<LimitReason, string>;

/** Why a limit stops the user, and until when. @param now ms since the epoch */
export function limitReached(why: LimitReason, until: number | undefined, now: number, t: Say): string {
  const when = until === undefined ? { known: 'no', when: '' } : { known: 'yes', when: span(until - now, t) };
  return t(limitWords[why], when);
}

/** A ready avatar has to wait for another avatar's training. */
export function startLater({ avatarId, status }: Pick<AvatarRow, 'avatarId' | 'status'>, words: string, t: Say): View {
  const again =
    status === 'ready'
      ? button(t('button-start-later'), { kind: 'avatar', tap: 'start', avatarId })
      : button(t('button-retry'), { kind: 'avatar', tap: 'retry', avatarId });
  return { text: words, buttons: [[again], [button(t('button-back'), { kind: 'avatar', tap: 'show', avatarId })]] };
}

/** A new avatar has to wait. @param again goes on with the wizard, with the choices so far */
export function beginLater(words: string, again: Extract<Callback, { kind: 'wizard' }>, t: Say): View {
  return {
    text: words,
    buttons: [[button(t('button-continue'), again)], [button(t('button-gallery'), { kind: 'gallery', page: 0 })]],
  };
}
