import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveReport } from './archive.ts';
import type { ArchiveSource } from './error-types.ts';
import type { ErrorDetail } from './errors.ts';
import { readJson, writeJson } from './json-file.ts';
import { DEFAULT_SETTINGS, patchSettings, type EmulatorSettings } from './settings.ts';

/** One accepted request. Its progress follows from these stored times and the clock. Times: ms since the epoch. */
export interface SubmittedRequest {
  request_id: string;
  /** The whole endpoint as it was called, `fal-ai/flux-pro/v1.1-ultra-finetuned`; its status lives under the first two segments. */
  endpoint: string;
  kind: 'training' | 'inference';
  /** The input as sent, the address of the photos taken out. */
  input: Record<string, unknown>;
  /** Fields that the model does not know; FAL ignores them silently. */
  unknown_fields: string[];
  archive?: ArchiveReport;
  /** The photos' address: only for the platform API's list. */
  archive_source?: ArchiveSource;
  /** X-Fal-Store-IO: 0, so that the platform API's list is without input and output. */
  no_payloads?: true;
  accepted_at: number;
  /** Its payloads and the files of its result were deleted by the platform API. */
  payloads_deleted_at?: number;
  cancelled_at?: number;
  /** From X-Fal-Request-Timeout, ms: fails if not started by then. */
  start_timeout_ms?: number;
  webhook_url?: string;
  webhook_done?: boolean;
  /** X-Fal-Object-Lifecycle-Preference as sent. */
  lifecycle?: string;
  settings: EmulatorSettings;
  /** Why the model will refuse the input. */
  rejection?: ErrorDetail[];
}

/** Keeps accepted requests and settings in memory and, each change at once and atomically, in a folder. */
export class StateStore {
  readonly #dir: string;
  readonly #submissions = new Map<string, SubmittedRequest>();
  #settings: EmulatorSettings;
  #writing: Promise<void> = Promise.resolve();

  private constructor(dir: string, settings: EmulatorSettings) {
    this.#dir = dir;
    this.#settings = settings;
  }

  /** Opens the folder, creating it where needed. `settle` gets the stored settings, if any, and returns those that apply. */
  static async open(
    dir: string,
    settle: (stored: Partial<EmulatorSettings> | undefined) => EmulatorSettings,
  ): Promise<StateStore> {
    await mkdir(join(dir, 'submissions'), { recursive: true });
    const store = new StateStore(dir, settle(await readJson<Partial<EmulatorSettings>>(join(dir, 'settings.json'))));
    for (const name of await readdir(join(dir, 'submissions'))) {
      if (!name.endsWith('.json')) continue;
      const submission = await readJson<SubmittedRequest>(join(dir, 'submissions', name));
      if (!submission) continue;
      // Settings that are missing in the file get their defaults.
      const settings = patchSettings(DEFAULT_SETTINGS, submission.settings);
      store.#submissions.set(submission.request_id, { ...submission, settings });
    }
    return store;
  }

  get settings(): EmulatorSettings {
    return this.#settings;
  }

  async saveSettings(settings: EmulatorSettings): Promise<void> {
    await writeJson(join(this.#dir, 'settings.json'), settings);
    this.#settings = settings;
  }

  find(requestId: string): SubmittedRequest | undefined {
    return this.#submissions.get(requestId);
  }

  /** All accepted requests, the oldest first. */
  all(): SubmittedRequest[] {
    return [...this.#submissions.values()].toSorted((a, b) => a.accepted_at - b.accepted_at);
  }

  /** Takes a new request; resolves once it is safely on disk. */
  async add(submission: SubmittedRequest): Promise<void> {
    await this.#write(submission);
    this.#submissions.set(submission.request_id, submission);
  }

  /** Changes a known request; resolves once the change is safely on disk. */
  async update(requestId: string, change: Partial<SubmittedRequest>): Promise<SubmittedRequest | undefined> {
    const before = this.find(requestId);
    if (!before) return undefined;
    const after = { ...before, ...change };
    this.#submissions.set(requestId, after);
    await this.#write(after);
    return after;
  }

  /** Replaces a known request; resolves once it is safely on disk. */
  async replace(submission: SubmittedRequest): Promise<void> {
    this.#submissions.set(submission.request_id, submission);
    await this.#write(submission);
  }

  // One write after the other, so that an older version never lands on a newer one.
  #write(submission: SubmittedRequest): Promise<void> {
    const path = join(this.#dir, 'submissions', `${submission.request_id}.json`);
    const written = this.#writing.then(() => writeJson(path, submission));
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
