import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { hydrateFiles, type FileApiFlavor } from '@grammyjs/files';
import { Bot, GrammyError, type Api, type Context } from 'grammy';
import { TelegramUnreachable } from '../../../chat/telegram-refusals.ts';
import { PhotoTooLarge, PhotoUnavailable, type PhotoSource } from '../../ports/photo-source.ts';

export interface PhotoSourceOptions {
  readonly token: string;
  /** Without a trailing slash. */
  readonly apiRoot: string;
}

/** Longest wait for getFile, in seconds, and for a whole download, in ms: 20 MB at 3 Mbit/s. */
const CALL_TIMEOUT_S = 15;
const DOWNLOAD_TIMEOUT_MS = 60_000;

/** Fetches photos by Telegram's file_id. Other errors of Telegram's are thrown as grammY's GrammyError. */
export function createPhotoSource({ token, apiRoot }: PhotoSourceOptions): PhotoSource {
  const client = { apiRoot, timeoutSeconds: CALL_TIMEOUT_S };
  const { api } = new Bot<Context, FileApiFlavor<Api>>(token, { client });
  api.config.use(hydrateFiles(token, { apiRoot }));

  return {
    async fetch(fileId, maxBytes, signal) {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
      try {
        // grammY declares the signal of an older package, and accepts this one. oxlint-disable-next-line
        // typescript/no-unsafe-type-assertion
        const file = await api.getFile(fileId, signal as Parameters<typeof api.getFile>[1]);
        if (file.file_size !== undefined && file.file_size > maxBytes) throw tooLarge(maxBytes);
        const { file_path: path = '' } = file;
        if (isAbsolute(path)) return await readLocal(path, maxBytes);
        return await readAtMost(await globalThis.fetch(file.getUrl(), { signal: deadline }), maxBytes);
      } catch (error) {
        signal.throwIfAborted();
        throw translated(error, maxBytes);
      }
    },
  };
}

/** An own Bot API server that runs with --local gives a path on its disk, for files of any size. */
async function readLocal(path: string, maxBytes: number): Promise<Uint8Array> {
  const { size } = await stat(path).catch((): never => {
    throw new TelegramUnreachable(
      "the Bot API server runs with --local, and the worker does not see its files: give the worker the server's folder at the same path, or start the server without --local",
    );
  });
  if (size > maxBytes) throw tooLarge(maxBytes);
  return readFile(path);
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array> {
  const { ok, status, body, headers } = response;
  if (!ok || body === null || Number(headers.get('content-length') ?? 0) > maxBytes) {
    await body?.cancel();
    if (ok && body !== null) throw tooLarge(maxBytes);
    if (status === 404) throw new PhotoUnavailable('Telegram has the file no more');
    throw new TelegramUnreachable(`Telegram's file server answered ${status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the download.
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function translated(error: unknown, maxBytes: number): unknown {
  if (error instanceof PhotoTooLarge || error instanceof PhotoUnavailable || error instanceof TelegramUnreachable) {
    return error;
  }
  if (!(error instanceof GrammyError))
    return new TelegramUnreachable(`Telegram could not be reached: ${kindOf(error)}`);
  if (error.error_code !== 400) return error;
  // Source: github.com/tdlib/telegram-bot-api. All other 400s of getFile mean a wrong or expired id.
  if (error.description.includes('file is too big')) return tooLarge(maxBytes);
  return new PhotoUnavailable(error.description);
}

function tooLarge(maxBytes: number): PhotoTooLarge {
  return new PhotoTooLarge(`the file has more than ${maxBytes} bytes`);
}

/** A network error's code (ECONNRESET), or its name. */
function kindOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = 'error' in at ? at.error : at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return 'timeout';
  }
  return 'no answer';
}
