import { Readable } from 'node:stream';
import { startFalEmulator, type FalEmulator } from '../../../../emulators/fal/index.ts';
import { createTrainer } from '../../../../src/activities/adapters/fal/trainer.ts';
import { createArchiver } from '../../../../src/activities/adapters/zip-archive.ts';
import { buffer as readAll } from 'node:stream/consumers';
import type { StoredFile, TrainerService } from '../../../../src/activities/ports/trainer.ts';
import { archiveName } from '../../../../src/domain/training/archive-names.ts';
import { chooseTrainer, trainingInput } from '../../../../src/domain/training/trainers.ts';
import type { TrainingType } from '../../../../src/domain/avatar/avatar.ts';

/** In the form of FAL's own. */
export const FAL_KEY = '11111111-2222-3333-4444-555555555555:66666666777777778888888899999999';

export function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : new URL(input).href;
}

/** The trainer, and a record of its requests. */
export function watchedTrainer(apiRoot: string | undefined, inner: typeof fetch = fetch) {
  const requests: { method: string; url: string; headers: Headers }[] = [];
  const watching: typeof fetch = (input, init) => {
    requests.push({ method: init?.method ?? 'GET', url: addressOf(input), headers: new Headers(init?.headers) });
    return inner(input, init);
  };
  const root = apiRoot === undefined ? {} : { apiRoot: new URL(apiRoot) };
  const trainer = createTrainer({ credentials: FAL_KEY, mode: 'test', fetch: watching, ...root });
  const posts = (path: string) => requests.filter(({ method, url }) => method === 'POST' && url.includes(path)).length;
  return { trainer, requests, posts };
}

export async function archiveOf(photo: Uint8Array, count = 10): Promise<Uint8Array> {
  const entries = Array.from({ length: count }, (_, index) => ({
    name: archiveName(index + 1),
    open: async () => Readable.from([photo]),
  }));
  return readAll(createArchiver().zip(Readable.from(entries)));
}

/** A file as storage gives it. */
export function stored(bytes: Uint8Array): StoredFile {
  return {
    bytes: bytes.byteLength,
    open: async (offset, length) => Readable.from([bytes.subarray(offset, offset + length)]),
  };
}

/** Uploads and submits, as the activities do. */
export async function submitTo(
  trainer: TrainerService,
  trainingType: TrainingType,
  archive: Uint8Array,
  signal = new AbortController().signal,
  webhookUrl?: string,
): Promise<{ requestId: string }> {
  const chosen = chooseTrainer(trainingType);
  const archiveUrl = await trainer.upload(stored(archive), signal);
  const input = trainingInput(chosen, { avatarType: 'character' }, 'avatar 1 attempt 1');
  return trainer.submit({
    endpoint: chosen.endpoint,
    input: { ...input, [chosen.archiveField]: archiveUrl },
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    signal,
  });
}

/** An emulator with its control routes. */
export async function falLab(options: Parameters<typeof startFalEmulator>[0]) {
  const emulator: FalEmulator = await startFalEmulator(options);
  const call = async (path: string, body?: object): Promise<unknown> => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`${emulator.url}/emulator${path}`, body && post)).json();
  };
  return {
    url: emulator.url,
    close: () => emulator.close(),
    fault: (endpoint: string, kind: string | number, count = 1) => call('/faults', { endpoint, kind, count }),
    anyFault: (fault: object) => call('/faults', fault),
    clearFaults: () => fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' }),
    settings: (patch: object) => call('/settings', patch),
    submissions: async (): Promise<Record<string, unknown>[]> => {
      const all = await call('/submissions');
      return Array.isArray(all) ? all : [];
    },
  };
}
