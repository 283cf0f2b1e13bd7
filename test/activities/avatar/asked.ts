import type { PhotosToCheck } from '../../../src/activities/avatar/check-photos.ts';
import type { AvatarPhoto } from '../../../src/domain/photos/photo.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';

/** A check of these photos alone, which waits for no others. */
export function askedFor(photos: readonly AvatarPhoto[], wishes: Partial<PhotosToCheck> = {}): PhotosToCheck {
  return {
    avatarId: 'a',
    telegramId: 4242,
    limits: defaultPolicy.photos,
    avatarType: 'custom',
    photos,
    valid: 0,
    perMinute: 0,
    quietMs: 0,
    cardEveryMs: 0,
    slowAfterMs: 60_000,
    ...wishes,
  };
}
