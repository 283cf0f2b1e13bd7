/** The user sees the types in this order. */
export const avatarTypes = ['character', 'style', 'custom'] as const;
export type AvatarType = (typeof avatarTypes)[number];

export const genders = ['male', 'female', 'other'] as const;
export type Gender = (typeof genders)[number];

export const trainingTypes = ['portrait', 'style'] as const;
export type TrainingType = (typeof trainingTypes)[number];

export const avatarStatuses = ['draft', 'uploading', 'ready', 'training', 'completed', 'error', 'cancelled'] as const;
export type AvatarStatus = (typeof avatarStatuses)[number];

export const validationStatuses = ['pending', 'valid', 'invalid', 'duplicate'] as const;
export type ValidationStatus = (typeof validationStatuses)[number];

export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

export interface AvatarChoices {
  readonly avatarType: AvatarType;
  readonly gender: Gender;
  readonly trainingType: TrainingType;
  readonly name: string;
}

/** The longest name, in code points. It fits a button and a caption together with the words around it. */
export const NAME_MAX_LENGTH = 60;

/**
 * Anything visible. Invisible characters may join or mark visible ones (emoji, Persian, Mongolian), so they stay inside
 * a name. The blank Braille pattern and the null notehead count as invisible: their glyphs are empty.
 */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\u2800\u{1D159}]|\p{Co}|\p{Cn}/u;

/** NFC, without control and format characters, white space folded. @returns null when nothing visible is left, or the name is too long */
export function normaliseName(text: string): string | null {
  const name = text
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\u200B\uFEFF]+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  return VISIBLE.test(name) && [...name].length <= NAME_MAX_LENGTH ? name : null;
}
