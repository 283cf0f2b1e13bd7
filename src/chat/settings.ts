import { languages, type Language } from '../domain/avatar/avatar.ts';
import type { Say } from './i18n.ts';
import { button, type View } from './view.ts';

/** The language buttons, each in its own language. @param current the user's language */
export function settings(current: Language, t: Say): View {
  const choices = languages.map((language) => {
    const name = t('language-name', { value: language });
    const label = language === current ? t('button-chosen', { name }) : name;
    return button(label, { kind: 'language', language });
  });
  return { text: t('settings'), buttons: [choices, [button(t('button-gallery'), { kind: 'gallery', page: 0 })]] };
}
