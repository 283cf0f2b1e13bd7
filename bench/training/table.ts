import { inShort } from '../statistics.ts';
import type { Delay } from './delay.ts';
import type { TrainingFigures } from './figures.ts';
import type { Histories } from './history.ts';
import type { Zip } from './zip.ts';

export function inRows({ delay, history, zip }: TrainingFigures): string[][] {
  return [
    ...delayRows('webhook', delay.webhook),
    ...delayRows('polling', delay.polling),
    ...historyRows(history),
    ...zipRows(zip),
  ];
}

function delayRows(way: string, { ms, p95, limitMs, pollIntervalMs, bareMs, perBare }: Delay): string[][] {
  return [
    [`end to message by ${way}, asked every ${pollIntervalMs} ms: ms`, inShort(ms)],
    [`the same, 95 of 100 (limit ${limitMs})`, String(Math.round(p95))],
    [`one bare question and message by ${way}: ms`, inShort(bareMs)],
    [`end to message per bare by ${way}`, inShort(perBare)],
  ];
}

function historyRows({ atOnce, trainings }: Histories): string[][] {
  return [atOnce, ...trainings].flatMap(({ durationMs, polls, events, bytes }) => [
    [`events, training of ${durationMs / 60_000} minutes, ${polls} polls`, String(events)],
    [`bytes of the same history`, String(bytes)],
  ]);
}

function zipRows({ photos, bareMb, sets }: Zip): string[][] {
  return [
    ['resident at most, bare process, MB', inShort(bareMb)],
    ...sets.flatMap(({ photoBytes, build, upload, buildPerBare, uploadPerBare }) => {
      const what = `${photos} photos of ${(photoBytes / (1024 * 1024)).toFixed(1)} MB`;
      return [
        [`zipping ${what}, MB`, inShort(build)],
        [`the same per bare`, inShort(buildPerBare)],
        [`uploading that zip, MB`, inShort(upload)],
        [`the same per bare`, inShort(uploadPerBare)],
      ];
    }),
  ];
}
