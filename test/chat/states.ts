import { avatarStatuses, avatarTypes, type AvatarStatus } from '../../src/domain/avatar/avatar.ts';
import { photoRefusals, waysToSend } from '../../src/domain/photos/photo.ts';
import { allowed, type AvatarView, type PhotoLine } from '../../src/domain/avatar/state.ts';
import type { TrainingWatch } from '../../src/domain/training/watch.ts';
import { failureReasons, type FailureReason } from '../../src/domain/training/training.ts';

export const AVATAR_ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

/** A policy by which no pictures are made, nor offered. */
export const noPictures = { preview: { pictures: 0 } } as const;

/** An avatar in this status; everything else is as at its beginning. */
export function stateIn(status: AvatarStatus, changes: Partial<AvatarView> = {}): AvatarView {
  const failure: FailureReason | undefined = status === 'error' ? (changes.failure ?? 'trainer_failed') : undefined;
  return {
    avatarId: AVATAR_ID,
    telegramId: 7,
    name: 'Анна',
    status,
    progress: 0,
    revision: 0,
    avatarType: 'character',
    gender: 'female',
    trainingType: 'portrait',
    photos: { pending: 0, valid: 0, invalid: 0, duplicate: 0 },
    photoLines: [],
    minPhotos: 10,
    maxPhotos: 20,
    maxBytes: 20 * 2 ** 20,
    usualMs: [180_000, 900_000],
    ...(failure && { failure }),
    allowed: allowed({ status, ...(failure && { failure }) }, noPictures),
    ...changes,
  };
}

/** Photos by their verdicts: `valid` of them, then one refused for each reason given. */
export function withPhotos(valid: number, refusals: readonly PhotoLine['refusal'][] = []): Partial<AvatarView> {
  const lines = [
    ...Array.from({ length: valid }, () => ({ verdict: 'valid' as const })),
    ...refusals.map((refusal) => ({
      verdict: refusal === 'duplicate' ? ('duplicate' as const) : ('invalid' as const),
      ...(refusal && { refusal }),
    })),
  ];
  const duplicate = refusals.filter((refusal) => refusal === 'duplicate').length;
  return {
    photos: { pending: 0, valid, invalid: refusals.length - duplicate, duplicate },
    photoLines: lines.map((line, index) => ({ number: index + 1, ...line })),
  };
}

/** How a training may go. */
const watches: TrainingWatch[] = [
  {},
  { phase: 'queued' },
  { phase: 'running', progressSource: 'estimate' },
  { phase: 'running', progressSource: 'logs', slowMs: 100 * 3_600_000, silentSince: 1, overdue: 'running' },
  { phase: 'queued', silentSince: 1, overdue: 'queued' },
  { phase: 'queued', silentSince: 1, refused: true },
  { taking: 'again' },
  { taking: 'late', phase: 'running', progressSource: 'logs' },
  { phase: 'running', progressSource: 'logs', anew: true },
  { stopping: 'asked' },
  { stopping: 'unconfirmed' },
];

/** Every status with every possible text, under the given name. */
export function fullStates(name: string): AvatarView[] {
  const crowd = Array.from({ length: 100 }, (_, index) => photoRefusals[index % photoRefusals.length]);
  const full = withPhotos(20, crowd);
  const photoLines =
    full.photoLines?.map((line, index) => ({ ...line, sentAs: waysToSend[index % 3] ?? 'photo' })) ?? [];
  return [
    ...avatarStatuses.map((status) => stateIn(status, { name, ...full, photoLines, progress: 37, queuePosition: 3 })),
    stateIn('completed', { name, ...withPhotos(20), photosKeptUntil: 4_102_444_800_000 }),
    ...watches.map((training) =>
      stateIn('training', {
        name,
        training,
        progress: 40,
        allowed: allowed({ status: 'training', watch: training }, noPictures),
      }),
    ),
    ...failureReasons.map((failure) => stateIn('error', { name, failure })),
    ...avatarTypes.map((avatarType) => stateIn('draft', { name, avatarType, trainingType: 'style', gender: 'other' })),
  ];
}
