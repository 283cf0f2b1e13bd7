import { defined } from '../defined.ts';
import { chooseTrainer, type TrainerSelection } from '../training/trainers.ts';
import type { AvatarRow } from './gallery.ts';
import type { AvatarPolicy } from './policy.ts';
import { allowed, type AvatarView } from './state.ts';

/** The view that a row allows: for avatars whose run does not answer. @param trainers give a training's usual time */
export function stateOfRow(
  row: AvatarRow,
  telegramId: number,
  policy: AvatarPolicy,
  trainers: TrainerSelection | undefined,
): AvatarView {
  const { avatarId, name, gender, avatarType, trainingType, status, progress, photosCount, failure } = row;
  const { photosKeptUntil, photosRemovedAt } = row;
  return {
    avatarId,
    telegramId,
    name,
    gender,
    avatarType,
    trainingType,
    status,
    progress,
    revision: 0,
    photos: { pending: 0, valid: photosCount, invalid: 0, duplicate: 0 },
    photoLines: [],
    minPhotos: policy.photos.minPhotos,
    maxPhotos: policy.photos.maxPhotos,
    maxBytes: policy.photos.maxBytes,
    usualMs: chooseTrainer(trainingType, trainers).usualMs,
    ...defined({ photosKeptUntil, photosRemovedAt, failure }),
    allowed: allowed({ status, ...defined({ failure }) }, policy),
  };
}
