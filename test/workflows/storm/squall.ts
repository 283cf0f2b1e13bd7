import { setTimeout as pause } from 'node:timers/promises';
import * as messages from '../../../src/workflows/messages.ts';
import { until } from '../../support/until.ts';
import { OWNER, type LabAvatar } from '../../support/workflow-lab.ts';
import { holdUp } from './weather.ts';

/**
 * Photos in a burst, and a refused wish whose workflow task is still open as the burst ends: the worker, in this process, is held
 * up meanwhile. A task that left no event before it is replayed together with it.
 * @param burstQuietMs of the avatar, to which nothing else is sent
 */
export async function squall(avatar: LabAvatar, burstQuietMs: number): Promise<void> {
  await avatar.send('squall-a');
  const begun = await burstBegan(avatar);
  await avatar.send('squall-b');
  await pause(40);
  await avatar.send('squall-c');
  await pause(Math.max(0, begun + burstQuietMs - 20 - Date.now()));
  const refused = avatar.handle
    .executeUpdate(messages.confirmStart, { args: [{ by: OWNER + 1 }] })
    .catch(() => undefined);
  await pause(10);
  holdUp(300);
  await refused;
}

/** @returns when the first timer of a burst was started, ms since the epoch */
async function burstBegan(avatar: LabAvatar): Promise<number> {
  const times = await until(
    'the timer of the burst',
    async () =>
      ((await avatar.handle.fetchHistory()).events ?? [])
        .filter(({ timerStartedEventAttributes: timer }) => Number(timer?.startToFireTimeout?.seconds ?? 1) === 0)
        .map(({ eventTime }) => Number(eventTime?.seconds) * 1000 + Number(eventTime?.nanos) / 1e6),
    (started) => started.length > 0,
  );
  return times[0] ?? 0;
}
