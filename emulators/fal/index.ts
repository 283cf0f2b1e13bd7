import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Downloader } from './download.ts';
import { FaultList } from './faults.ts';
import { FileStore } from './file-store.ts';
import type { Log } from './log.ts';
import { buildServer } from './server.ts';
import { DEFAULT_SETTINGS, patchSettings, type EmulatorSettings } from './settings.ts';
import { StateStore } from './state.ts';
import { WebhookKeys } from './webhook-keys.ts';
import { WebhookSender } from './webhook.ts';

export type { Outcome, EmulatorSettings } from './settings.ts';

export interface FalEmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Where accepted requests, files, keys and settings are kept; without it, in a temporary folder removed by `close`. */
  dataDir?: string;
  /** Time in the queue, ms. */
  queueMs?: number;
  /** Time of a training, ms. */
  trainingMs?: number;
  outcome?: EmulatorSettings['outcome'];
  /** Any further settings (README.md lists them). */
  settings?: Partial<EmulatorSettings>;
  log?: Log;
}

/** A running emulator. `url` has no trailing slash. */
export interface FalEmulator {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts FAL's emulator. Options win over the settings stored in `dataDir`, those over the defaults.
 * Rejects when the port is taken, the folder cannot be used, or a setting has a wrong value (ControlError).
 */
export async function startFalEmulator(options: FalEmulatorOptions = {}): Promise<FalEmulator> {
  const { port = 0, host = '127.0.0.1', log = () => undefined } = options;
  const dir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'fal-emulator-')));

  const state = await StateStore.open(dir, (stored) => settle(stored, options));
  const files = await FileStore.open(join(dir, 'files'));
  const keys = await WebhookKeys.open(join(dir, 'webhook-keys.json'));
  const webhooks = new WebhookSender(state, keys, log);
  const downloader = new Downloader(files, join(dir, 'downloads'));
  const server = buildServer({ state, files, downloader, faults: new FaultList(), webhooks, log }, keys);

  const removeTemporary = async () => {
    if (options.dataDir === undefined) await rm(dir, { recursive: true, force: true });
  };
  const url = await server.listen({ port, host }).catch(async (error: unknown) => {
    await removeTemporary();
    throw error;
  });
  webhooks.base = url;
  for (const submission of state.all()) webhooks.schedule(submission);

  return {
    url,
    close: async () => {
      await webhooks.close();
      await server.close();
      await removeTemporary();
    },
  };
}

function settle(stored: Partial<EmulatorSettings> | undefined, options: FalEmulatorOptions): EmulatorSettings {
  const { queueMs, trainingMs, outcome, settings } = options;
  const given = { ...settings, ...drop({ queueMs, trainingMs, outcome }) };
  return patchSettings(patchSettings(DEFAULT_SETTINGS, stored ?? {}), given);
}

function drop(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
