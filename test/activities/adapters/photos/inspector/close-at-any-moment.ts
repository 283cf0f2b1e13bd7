/** Makes inspectors and closes each a little later in its life, in its own process, because it may crash. */
import { setTimeout as pause } from 'node:timers/promises';
import { createPhotoInspector } from '../../../../../src/activities/adapters/photos/inspector/index.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';
import { inFull } from '../../../../support/full.ts';
import { astronaut } from './lab.ts';

const ROUNDS = inFull(24, 4);
/** The latest moment, ms: its threads are at work by then. */
const LATEST_MS = 190;

for (let round = 0; round < ROUNDS; round += 1) {
  const inspector = await createPhotoInspector({ threads: 2 });
  const under = Array.from({ length: 4 }, () =>
    inspector
      .inspect(Uint8Array.from(astronaut), { ...defaultPolicy.photos, avatarType: 'character' })
      .catch(() => undefined),
  );
  await pause((LATEST_MS * round) / ROUNDS);
  await inspector.close();
  await Promise.all(under);
}
process.stdout.write('closed');
