import { EventEmitter } from 'node:events';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultKind } from './faults.ts';
import type { Params } from './params.ts';

/** One call of the Bot API, as it was received and answered. */
export interface Call {
  /** place in the order of arrival */
  index: number;
  bot_id: number | null;
  method: string;
  params: Record<string, unknown>;
  /** null until the answer; always null if a fault prevented the call */
  ok: boolean | null;
  error_code?: number;
  error?: string;
  /** the result, if it is at most RESULT_LENGTH characters of JSON */
  result?: unknown;
  /** from its arrival to its answer */
  ms?: number;
  /** the fault that hit it */
  fault?: FaultKind;
  /** ms, ISO 8601 */
  date: string;
}

const KEPT = 20_000;
/** Characters. */
const RESULT_LENGTH = 16_000;
const SECRET = new Set(['secret_token', 'certificate']);

/** All calls of bots; kept over a restart in a separate file, one call a line. */
export class Calls {
  /** emits `call` with each call, when it comes and when it is answered */
  readonly changes = new EventEmitter().setMaxListeners(0);
  #calls: Call[] = [];
  readonly #begun = new WeakMap<Call, number>();
  #next = 0;
  readonly #file: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string | undefined) {
    this.#file = file;
  }

  static async open(folder: string | undefined): Promise<Calls> {
    const calls = new Calls(folder === undefined ? undefined : join(folder, 'calls.jsonl'));
    if (folder === undefined || calls.#file === undefined) return calls;
    await mkdir(folder, { recursive: true });
    const text = await readFile(calls.#file, 'utf8').catch(() => '');
    calls.#calls = text.split('\n').flatMap((line) => parse(line));
    calls.#calls.sort((a, b) => a.index - b.index);
    calls.#next = (calls.#calls.at(-1)?.index ?? -1) + 1;
    return calls;
  }

  begin(botId: number | null, method: string, params: Params): Call {
    const call: Call = {
      index: this.#next++,
      bot_id: botId,
      method,
      params: redact(params),
      ok: null,
      date: new Date().toISOString(),
    };
    this.#begun.set(call, performance.now());
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls = this.#calls.slice(-KEPT / 2);
    this.changes.emit('call', call);
    return call;
  }

  end(call: Call, error?: { code: number; description: string }, result?: unknown): void {
    call.ok = error === undefined;
    if (error) {
      call.error_code = error.code;
      call.error = error.description;
    } else if (isShort(result)) call.result = result;
    this.#finish(call);
  }

  /** For a call that a fault prevented. */
  drop(call: Call): void {
    this.#finish(call);
  }

  list(filter: { method?: string; since?: number }): Call[] {
    const method = filter.method?.toLowerCase();
    const since = filter.since ?? 0;
    return this.#calls.filter(
      (call) => call.index >= since && (method === undefined || call.method.toLowerCase() === method),
    );
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  #finish(call: Call): void {
    const begun = this.#begun.get(call);
    if (begun !== undefined) call.ms = Math.round(performance.now() - begun);
    this.#append(call);
    this.changes.emit('call', call);
  }

  #append(call: Call): void {
    const file = this.#file;
    if (file === undefined) return;
    const line = `${JSON.stringify(call)}\n`;
    this.#writing = this.#writing.then(async () => await appendFile(file, line)).catch(() => undefined);
  }
}

function isShort(result: unknown): boolean {
  return result !== undefined && JSON.stringify(result).length <= RESULT_LENGTH;
}

function redact(params: Params): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params.values))
    shown[name] = SECRET.has(name) ? '<redacted>' : unfold(value);
  for (const [name, { name: file_name, bytes }] of params.uploads) shown[name] = { file_name, file_size: bytes.length };
  return shown;
}

/** Multipart bodies carry objects as JSON text; they are shown like those of JSON bodies. */
function unfold(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Skips a line that a crash cut off, so that the emulator still starts. */
function parse(line: string): Call[] {
  if (line === '') return [];
  try {
    const call: Call = JSON.parse(line);
    return [call];
  } catch {
    return [];
  }
}
