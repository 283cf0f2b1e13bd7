import { inShort } from '../statistics.ts';
import type { Album } from './album.ts';
import type { Speed } from './speed.ts';
import { sampleKinds, type SampleKind } from './samples.ts';

const named: Readonly<Record<SampleKind, string>> = { large: '12 MP', telegram: '1280 px' };

export function inRows({ speed, album }: { readonly speed: Speed; readonly album: Album }): string[][] {
  return [...speedRows(speed), ...sampleKinds.flatMap((kind) => albumRows(album, kind)), ...memoryRows(album)];
}

function speedRows({ threads, speed, stallMs, rssMb }: Speed): string[][] {
  return [
    ...sampleKinds.flatMap((kind) => [
      [`inspected a second, ${named[kind]}, ${threads} threads`, inShort(speed[kind].product.perSecond)],
      [`decoded a second, ${named[kind]}, ${threads} at once`, inShort(speed[kind].bare.perSecond)],
      [`inspected per decoded, ${named[kind]}`, inShort(speed[kind].ratio)],
      [`the same by the processors' time, ${named[kind]}`, inShort(speed[kind].cpuRatio)],
    ]),
    ['main thread late at most, inspecting, ms', inShort(stallMs.product.max)],
    ['main thread late at most, decoding, ms', inShort(stallMs.bare.max)],
    ['main thread late in 99 of 100, inspecting, ms', inShort(stallMs.product.p99)],
    ['main thread late in 99 of 100, decoding, ms', inShort(stallMs.bare.p99)],
    ['resident before the first photo, MB', String(rssMb.beforeFirstPhoto)],
    ['resident at most, MB', String(rssMb.peak)],
    ['resident at most, decoding, MB', String(rssMb.bare)],
  ];
}

function albumRows({ photos, ms }: Album, kind: SampleKind): string[][] {
  const times = ms[kind];
  if (!times) return [];
  const what = `album of ${photos}, ${named[kind]}`;
  return [
    [`${what}: last byte to last verdict, ms`, inShort(times.toLastVerdict)],
    [`${what}: last byte to tally on the card, ms`, inShort(times.toTally)],
    [`${what}: of it until the first check, ms`, inShort(times.toFirstCheck)],
    [`${what}: last byte to a first verdict on the card, ms`, inShort(times.toFirstShown)],
    [`${what}: the inspector alone, ms`, inShort(times.inspection)],
    [`${what}: last byte to last verdict, beyond the inspector alone, ms`, inShort(times.beyondInspection)],
    [`${what}: checks per inspection alone`, inShort(times.checksPerInspection)],
  ];
}

function memoryRows({ workerMb, threads }: Album): string[][] {
  if (workerMb === null) return [];
  return [
    ['worker resident before the first album, MB', String(workerMb.before)],
    [`worker resident at most, ${threads} threads, MB`, String(workerMb.peak)],
  ];
}
