import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

interface Named {
  readonly avatarId: string;
  readonly name: string;
}

const only = (label: string, tap: AvatarTap, avatarId: string) => [[button(label, { kind: 'avatar', tap, avatarId })]];

/** The next text is the avatar's name, unless it is to stay as it is. */
export function askName({ avatarId, name }: Named, t: Say): View {
  return { text: t('ask-name', { name }), buttons: only(t('button-keep-name'), 'keep_name', avatarId) };
}

/** A text that is no name; the next one may be. */
export function badName(avatarId: string, t: Say): View {
  return { text: t('bad-name'), buttons: only(t('button-keep-name'), 'keep_name', avatarId) };
}

export function named({ avatarId, name }: Named, t: Say): View {
  return { text: t('named', { name }), buttons: only(t('button-show'), 'show', avatarId) };
}
