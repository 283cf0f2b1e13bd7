import { inShort } from '../statistics.ts';
import { inWords, type ScriptedEvents } from './events.ts';
import type { WorkflowsFigures } from './index.ts';

export function inRows({ throughput, events, pollingADay }: WorkflowsFigures): string[][] {
  const { lives, noops, ratio, eventsRatio } = throughput;
  const { furtherPhoto } = events;
  return [
    ['whole lives a second', inShort(lives.perSecond)],
    ['no-op workflows a second', inShort(noops.perSecond)],
    ['lives per no-op', inShort(ratio)],
    ['events of lives per event of no-ops', inShort(eventsRatio)],
    ...events.lives.flatMap(inEventsAndActions),
    ['events, actions of a further photo sent alone', `${furtherPhoto.events}, ${furtherPhoto.actions}`],
    ...[...events.lives.slice(0, 1), ...events.trainings].map((life) => [
      `events from the first poll on: ${inWords(life)}`,
      inShort(life.sincePolls),
    ]),
    [`actions of a day of polls, every ${pollingADay.pollIntervalMs / 1000} s`, String(pollingADay.actions)],
  ];
}

function inEventsAndActions(life: ScriptedEvents): string[][] {
  const { total, actions, added } = life;
  const rows = [[`events, actions: ${inWords(life)}`, `${inShort(total)}, ${inShort(actions)}`]];
  return added === undefined ? rows : [...rows, ['  of them added by this end', String(added)]];
}
