import { AVATAR_ID } from './states.ts';

/** Every outcome of first pictures. */
export function everyPreview(name: string) {
  return [0, 1, 3, 4].flatMap((made) =>
    [true, false].map((mayTryAgain) => ({ avatarId: AVATAR_ID, name, made, wanted: 4, mayTryAgain })),
  );
}
