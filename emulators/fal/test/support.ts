import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, createFalClient, type FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { startFalEmulator, type FalEmulator, type FalEmulatorOptions } from '../index.ts';

export const PORTRAIT = 'fal-ai/flux-lora-portrait-trainer';
export const STYLE = 'fal-ai/flux-pro-trainer';

/** Sends what is meant for FAL's hosts to another root; path and query stay. */
export function rewritingFetch(root: string): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const meantForFal = /(^|\.)fal\.(run|ai|media)$/.test(url.hostname);
    return fetch(meantForFal ? new URL(url.pathname + url.search, root) : url, init);
  };
}

export function clientOf(root: string, credentials = 'key:secret'): FalClient {
  return createFalClient({ credentials, fetch: rewritingFetch(root) });
}

/** Starts a fast emulator; the caller closes it. */
export function quickEmulator(options: FalEmulatorOptions = {}): Promise<FalEmulator> {
  const { settings, ...rest } = options;
  return startFalEmulator({
    queueMs: 0,
    trainingMs: 0,
    settings: { inferenceMs: 0, cancelMs: 0, ...settings },
    ...rest,
  });
}

/** A fast emulator for the tests of one `describe`, with a client of it. */
export function emulatorLab(): { readonly url: string; readonly client: FalClient } {
  const lab = { url: '', client: clientOf('') };
  let emulator: FalEmulator;
  before(async () => {
    emulator = await quickEmulator();
    Object.assign(lab, { url: emulator.url, client: clientOf(emulator.url) });
  });
  after(() => emulator.close());
  return lab;
}

/** A small photo, each index another colour. */
export function photo(index: number): Promise<Buffer> {
  const background = { r: (index * 37) % 256, g: (index * 91) % 256, b: 128 };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

export async function zipOf(entries: Record<string, Buffer | string>): Promise<Blob> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return new Blob([await buffer(zip.outputStream)], { type: 'application/zip' });
}

export async function zipOfPhotos(count: number, more: Record<string, Buffer | string> = {}): Promise<Blob> {
  const entries: Record<string, Buffer | string> = { ...more };
  for (let index = 0; index < count; index += 1) {
    entries[`${index}.jpg`] = await photo(index);
    entries[`${index}.txt`] = 'a photo of [trigger]';
  }
  return zipOf(entries);
}

/** Uploads ten photos and submits a training with them; gives its request id. */
export async function submitTraining(
  client: FalClient,
  endpoint = PORTRAIT,
  more: Record<string, unknown> = {},
): Promise<string> {
  const url = await client.storage.upload(await zipOfPhotos(10));
  const archive = endpoint === STYLE ? { data_url: url, finetune_comment: 'test' } : { images_data_url: url };
  return (await client.queue.submit(endpoint, { input: { ...archive, ...more } })).request_id;
}

export function untilDone(client: FalClient, endpoint: string, requestId: string) {
  return client.queue.subscribeToStatus(endpoint, { requestId, logs: true, pollInterval: 20 });
}

/** The error that a call ends with; fails when it ends well. */
export async function apiErrorOf(call: Promise<unknown>): Promise<ApiError<Record<string, unknown>>> {
  try {
    await call;
  } catch (error) {
    expect(error).to.be.instanceOf(ApiError);
    if (error instanceof ApiError) return error;
  }
  throw new Error('the call ended well');
}

/** Waits until a file's time is over. */
export async function untilGone(url: string): Promise<void> {
  while ((await fetch(url)).status !== 404) await sleep(50);
}

/** What the tests read of GET /emulator/submissions. */
export interface SeenSubmission {
  request_id: string;
  endpoint: string;
  input: Record<string, unknown>;
  image_count: number;
  archive?: { captions: number; expires_at?: number };
  accepted_at: string;
  cancelled_at: string | null;
  webhook_url: string | null;
  unknown_fields: string[];
  lifecycle?: string;
}

export async function submissions(url: string): Promise<SeenSubmission[]> {
  const seen: SeenSubmission[] = JSON.parse(await (await fetch(`${url}/emulator/submissions`)).text());
  return seen;
}

export function control(url: string, path: 'settings' | 'faults', body: unknown): Promise<Response> {
  return fetch(`${url}/emulator/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
