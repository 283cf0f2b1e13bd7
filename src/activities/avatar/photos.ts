import { cancellationSignal, Context, heartbeat } from '@temporalio/activity';
import type { AvatarPhoto, PhotoVerdict } from '../../domain/photos/photo.ts';
import type { ActivityDeps } from '../deps.ts';
import { orRowsLost } from '../lib/failures.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { keys } from '../lib/storage-keys.ts';
import { createPhotoCheck, type Failures, type PhotoSet } from './photo-check.ts';

export interface LostPhoto extends PhotoSet {
  readonly photo: AvatarPhoto;
}

export function createPhotoActivities(deps: ActivityDeps) {
  const { restore } = createPhotoCheck(deps);

  return {
    /** Writes a valid photo's lost row. May be repeated. @throws {ApplicationFailure} RowsLost */
    restorePhoto: ({ photo, ...set }: LostPhoto): Promise<PhotoVerdict> =>
      withHeartbeats(() => orRowsLost(restore(set, { photo, signal: cancellationSignal(), failedOnce })), failedSoFar),

    /** The row first, so that no removed photo is counted. */
    removePhoto: ({ avatarId, number }: { avatarId: string; number: number }): Promise<void> =>
      withHeartbeats(async () => {
        await deps.records.removePhoto(avatarId, number);
        await deps.storage.remove(keys.photo(avatarId, number));
      }),
  };
}

/** In earlier attempts, kept in the heartbeat. */
function failedSoFar(): Failures {
  return (Context.current().info.heartbeatDetails ?? {}) as Failures;
}

function failedOnce(what: keyof Failures): number {
  const before = failedSoFar();
  const times = (before[what] ?? 0) + 1;
  heartbeat({ ...before, [what]: times });
  return times;
}
