import type { ValidationStatus } from '../avatar/avatar.ts';

/** Why a photo was refused. Each has a sentence in both languages (src/chat/locales). */
export const photoRefusals = [
  'not_an_image',
  'unsupported_format',
  'too_large_file',
  'too_small',
  'too_narrow',
  'too_many_pixels',
  'animated',
  'corrupt',
  'no_face',
  'several_faces',
  'face_too_small',
  'face_cut_off',
  'blurred_face',
  'too_dark',
  'too_bright',
  'duplicate',
  'near_duplicate',
  'over_limit',
  'too_many_at_once',
  'unavailable',
] as const;
export type PhotoRefusal = (typeof photoRefusals)[number];

/** Accepted formats, by content, never by name. All are stored as JPEG. */
export const photoFormats = ['jpeg', 'png', 'webp', 'heic'] as const;
export type PhotoFormat = (typeof photoFormats)[number];

/** Why a photo was refused, with the numbers behind it: they are stored, so that a threshold can be judged afterwards. */
export interface PhotoFinding {
  readonly code: PhotoRefusal;
  /** The measurement, in the unit of its threshold (rules.ts). */
  readonly value?: number;
  readonly limit?: number;
  readonly of?: number;
}

/**
 * How a photo was sent: this decides how it can be sent otherwise. `photo`: re-encoded by Telegram, usually 1280 px at
 * most. `file`: unchanged, of a type that all Telegram apps can also send as a photo. `other_file`: another type, such
 * as HEIC.
 */
export const waysToSend = ['photo', 'file', 'other_file'] as const;
export type WayToSend = (typeof waysToSend)[number];

/** Of a file, by its type, or else by its name. */
export function wayOfFile({ name = '', mime }: { readonly name?: string; readonly mime?: string }): WayToSend {
  const isCommon = mime?.startsWith('image/') ? /^image\/(jpe?g|png)$/.test(mime) : /\.(jpe?g|png)$/i.test(name);
  return isCommon ? 'file' : 'other_file';
}

/** A photo as Telegram announces it: ids only, no bytes and no links. */
export interface ReceivedPhoto {
  readonly fileId: string;
  /** Telegram's stable id: the same file sent again has the same one. */
  readonly fileUniqueId: string;
  readonly messageId: number;
  /** Bytes, as Telegram says; optional there. */
  readonly fileSize?: number;
  readonly albumId?: string;
  /** Absent: as a photo. */
  readonly sentAs?: WayToSend;
}

export interface AvatarPhoto extends ReceivedPhoto {
  /** 1, 2, 3 … in the order of arrival; never reused within an avatar. */
  readonly number: number;
  readonly verdict: ValidationStatus;
  readonly refusal?: PhotoRefusal;
  readonly of?: number;
  readonly broughtBack?: true;
}

export type PhotoVerdict =
  | { readonly verdict: 'valid'; readonly width: number; readonly height: number }
  | { readonly verdict: 'duplicate'; readonly refusal?: 'duplicate' | 'near_duplicate'; readonly of?: number }
  | { readonly verdict: 'invalid'; readonly refusal: PhotoRefusal };

/** Photos that wait for a verdict. `isAwaited`: the run waits for the verdicts so far. */
export interface PhotosToJudge {
  readonly photos: readonly AvatarPhoto[];
  readonly isAwaited: boolean;
}

export type JudgedPhoto = { readonly number: number } & PhotoVerdict;

export type PhotoTally = Readonly<Record<ValidationStatus, number>>;

export function tally(photos: readonly { readonly verdict: ValidationStatus }[]): PhotoTally {
  const counts = { pending: 0, valid: 0, invalid: 0, duplicate: 0 };
  for (const { verdict } of photos) counts[verdict] += 1;
  return counts;
}
