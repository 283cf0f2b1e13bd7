import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

interface Named {
  readonly avatarId: string;
  readonly name: string;
}

const only = (label: string, tap: AvatarTap, avatarId: string) => [[button(label, { kind: 'avatar', tap, avatarId })]];

export function askName({ avatarId, name }: Named, t: Say): View {
  return { text: t('ask-name', { name }), buttons: only(t('button-keep-name'), 'keep_name', avatarId) };
}

/** The answer to a text that is no valid name: the user may try again. */
export function badName(avatarId: string, t: Say): View {
  return { text: t('bad-name'), buttons: only(t('button-keep-name'), 'keep_name', avatarId) };
}

export function named({ avatarId, name }: Named, t: Say): View {
  return { text: t('named', { name }), buttons: only(t('button-show'), 'show', avatarId) };
}
