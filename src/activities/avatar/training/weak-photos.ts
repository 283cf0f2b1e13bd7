import type { AvatarType } from '../../../domain/avatar/avatar.ts';
import { photoReport } from '../../../domain/photos/report.ts';
import type { ActivityDeps } from '../../deps.ts';

const NAMED = 5;

export function createWeakPhotoActivities({ records }: Pick<ActivityDeps, 'records'>) {
  return {
    /** Numbers of valid photos that our report calls weak or another person's, in their order. */
    async weakPhotos(avatar: { avatarId: string; avatarType: AvatarType; minPhotos: number }): Promise<number[]> {
      const { weak, resemblance } = photoReport(await records.photoFacts(avatar.avatarId), avatar);
      const strangers = resemblance?.kind === 'others' ? resemblance.numbers : [];
      const numbers = new Set([...weak.map(({ number }) => number), ...strangers]);
      return [...numbers].toSorted((one, other) => one - other).slice(0, NAMED);
    },
  };
}
