import type { ProcessorShares } from '../processors.ts';
import { inShort } from '../statistics.ts';
import { inWords, type ScriptedEvents } from './events.ts';
import type { WorkflowsFigures } from './figures.ts';

export function inRows({ throughput, events, pollingADay }: WorkflowsFigures): string[][] {
  const { lives, plain, noops, perPlain, ratio, byProcessors, eventsRatio } = throughput;
  const { furtherPhoto } = events;
  return [
    ['whole lives a second', inShort(lives.perSecond)],
    ['plain workflows of the same messages a second', inShort(plain.perSecond)],
    ['no-op workflows a second', inShort(noops.perSecond)],
    ['lives per plain workflow', inShort(perPlain)],
    ["the same by the processors' time", inShort(byProcessors.perPlain)],
    ['lives per no-op', inShort(ratio)],
    ["the same by the processors' time", inShort(byProcessors.perNoop)],
    ['events of lives per event of no-ops', inShort(eventsRatio)],
    ['processors while lives run', inParts(lives.processors)],
    ['processors while lives run that write rows', inParts(throughput.livesWithRows.processors)],
    ['processors while plain workflows run', inParts(plain.processors)],
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

/** Who used what the workflows took of the processors, in per cent, and how much that was of all. */
function inParts(shares: ProcessorShares | null): string {
  if (!shares) return 'not known';
  const { server, database, main, workflows, core, others } = shares;
  const used = (server ?? 0) + (database ?? 0) + main + workflows + core + others;
  const part = (share: number) => `${Math.round((100 * share) / used)} %`;
  const threads = `main thread ${part(main)}, workflows ${part(workflows)}, core ${part(core)}, others ${part(others)}`;
  const all = `${Math.round(100 * used)} % of all`;
  const servers = [server === null ? 'server not known' : `server ${part(server)}`];
  if (database) servers.push(`database ${part(database)}`);
  return `${[...servers, threads].join(', ')} (${all})`;
}
