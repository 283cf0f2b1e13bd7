import { fileURLToPath } from 'node:url';
import type { AvatarType } from '../domain/avatar/avatar.ts';
import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

/** Which photos work and which do not: a text under a drawing. `picture`: the path of its file. */
export function tips(avatarType: AvatarType, avatarId: string, t: Say): View & { readonly picture: string } {
  return {
    picture: fileURLToPath(new URL(`./tips/${avatarType}.png`, import.meta.url)),
    text: t('tips', { value: avatarType }),
    buttons: [[button(t('button-close'), { kind: 'avatar', tap: 'close', avatarId })]],
  };
}
