import type { Client } from '@temporalio/client';
import { createRuns } from '../src/activities/adapters/temporal/runs.ts';
import { createPhotosCheck } from '../src/activities/avatar/check-photos.ts';
import { createTrainingActivities } from '../src/activities/avatar/training/training.ts';
import type { ActivityDeps } from '../src/activities/deps.ts';
import type { Activities } from '../src/activities/index.ts';
import type { PhotoRecord } from '../src/activities/ports/records.ts';
import type { TrainerService } from '../src/activities/ports/trainer.ts';
import { withVerdicts, type AvatarView } from '../src/domain/avatar/state.ts';

/** What a trainer and a chat do, if anything. */
export interface Outside {
  readonly status?: TrainerService['status'];
  /** A card was drawn beside the run. */
  readonly onCard?: (card: AvatarView) => void;
}

/** The product's own activities that go on beside the run, for what they say to it. All photos are good; nothing is written, and nothing takes time. */
export function quietProduct(
  client: Client,
  { status, onCard }: Outside,
): Pick<Activities, 'awaitTraining' | 'checkPhotos'> {
  const judged = new Map<string, Set<number>>();
  const verdictsOf = (avatarId: string) =>
    [...(judged.get(avatarId) ?? [])].map(
      (number) => ({ number, verdict: 'valid', width: 1024, height: 1024 }) as const,
    );
  const records = {
    saveProgress: async () => undefined,
    addressee: async () => ({ language: 'en', blocked: false }),
    holdCard: async () => ({ holder: 'bench' }),
    releaseCard: async () => undefined,
    latest: async (view: AvatarView) => withVerdicts(view, verdictsOf(view.avatarId)),
    verdicts: async (avatarId: string) => verdictsOf(avatarId),
    takePhotos: async (_telegramId: number, wanted: number) => ({ granted: wanted, waitMs: 0 }),
    photoWithHash: async () => null,
    async savePhoto({ avatarId, photo }: PhotoRecord) {
      judged.set(avatarId, (judged.get(avatarId) ?? new Set()).add(photo.number));
      return null;
    },
  };
  const messenger = {
    async redrawCard(card: AvatarView) {
      onCard?.(card);
      return 'drawn';
    },
  };
  const photoSource = { fetch: async () => new Uint8Array(1) };
  const good = { finding: null, jpeg: new Uint8Array(1), measurements: { width: 1024, height: 1024 }, quality: 1 };
  const photoInspector = { threads: 2, inspect: async () => good };
  const storage = { put: async () => undefined };
  const trainer = { status };
  // These activities need no more of them.
  const deps = {
    trainer,
    records,
    messenger,
    photoSource,
    photoInspector,
    storage,
    runs: createRuns(client),
  } as unknown as ActivityDeps;
  const polls = createTrainingActivities(deps);
  const checks = createPhotosCheck(deps);
  return {
    awaitTraining: (watch) => polls.awaitTraining(watch),
    checkPhotos: (asked) => checks.checkPhotos(asked),
  };
}
