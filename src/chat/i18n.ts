import { fileURLToPath } from 'node:url';
import { I18n } from '@grammyjs/i18n';
import type { Language } from '../domain/avatar/avatar.ts';

/** The directory of the texts, one Fluent file for each language. */
export const localesPath = fileURLToPath(new URL('./locales', import.meta.url));

const i18n = new I18n({
  defaultLocale: 'en',
  directory: localesPath,
  // Some Telegram clients show Fluent's invisible isolation marks as boxes.
  fluentBundleOptions: { useIsolating: false },
  // `say` throws for a missing text: no console warning is needed.
  fluentOptions: { warningHandler: () => undefined },
});

type Values = Record<string, string | number | Date>;

export type Say = (key: string, values?: Values) => string;

/** @throws {Error} when there is no such text: a defect, found by the tests of the texts */
export function say(language: Language): Say {
  return (key, values = {}) => {
    const text = i18n.t(language, key, values);
    if (text === `{${key}}`) throw new Error(`no text "${key}" in "${language}"`);
    return text;
  };
}

/** Languages whose speakers rather read Russian than English. */
export const languagesReadingRussian = ['ru', 'uk', 'be', 'kk', 'ky', 'uz', 'tg', 'hy', 'az'] as const;
const readRussian: ReadonlySet<string> = new Set(languagesReadingRussian);

/** @param code Telegram's language_code, an IETF tag */
export function languageOf(code: string | undefined): Language {
  return readRussian.has((code ?? '').split('-')[0] ?? '') ? 'ru' : 'en';
}
