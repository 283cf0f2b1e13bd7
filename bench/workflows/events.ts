import type { Stack } from '../../stack/index.ts';
import { sample, type Sample } from '../statistics.ts';
import { countEvents, type EventCount } from './history.ts';
import { startLab } from './lab.ts';
import { live, type Script } from './life.ts';

/** Events of lives that follow one script. */
export interface ScriptedEvents extends Pick<Script, 'photos' | 'sending' | 'polls' | 'reports'> {
  readonly events: Sample;
  /** Of one of them. */
  readonly byKind: EventCount['byKind'];
  readonly activities: EventCount['activities'];
}

/** As many reports of progress as one training can make: steps of 5 %, to the ceiling of what is not yet verified. */
export const MOST_REPORTS = 19;

/**
 * How many events a life leaves in history, at the most: nothing shares a workflow task by chance.
 * @param repetitions lives by each script, side by side; they should agree
 */
export async function measureEvents<Name extends string>(
  stack: Pick<Stack, 'env'>,
  scripts: Readonly<Record<Name, Script>>,
  repetitions: number,
  log: (line: string) => void,
): Promise<Record<Name, ScriptedEvents>> {
  const lab = await startLab(stack, { inTurn: true });
  try {
    const found: Partial<Record<Name, ScriptedEvents>> = {};
    for (const [name, script] of Object.entries(scripts) as [Name, Script][]) {
      const ids = await Promise.all(Array.from({ length: repetitions }, () => live(lab, script)));
      const counts = await Promise.all(ids.map((id) => countEvents(lab.client, id)));
      const { photos, sending, polls, reports } = script;
      const events = sample(counts.map(({ total }) => total));
      const { byKind, activities } = counts[0] ?? { byKind: {} as EventCount['byKind'], activities: {} };
      log(`  ${name}: ${events.all.join(', ')} events`);
      found[name] = { photos, sending, polls, reports, events, byKind, activities };
    }
    return found as Record<Name, ScriptedEvents>;
  } finally {
    await lab.stop();
  }
}
