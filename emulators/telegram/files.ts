import { createHash, randomBytes } from 'node:crypto';
import { extname } from 'node:path';
import { sha256 } from './blobs.ts';
import type { Blobs } from './blobs.ts';
import { encodeSizes } from './photos.ts';
import { mimeOf } from './mime.ts';
import type { FileRecord, Media, MediaKind } from './model.ts';
import type { Store } from './store.ts';

/** Received bytes. */
export interface Upload {
  name: string;
  bytes: Buffer;
  mime?: string;
}

export interface Details {
  width?: number;
  height?: number;
  duration?: number;
}

/** The first letters of real file_ids, by kind. */
const PREFIX: Record<MediaKind, string> = {
  photo: 'AgACAgIAAxkBAAI',
  document: 'BQACAgIAAxkBAAI',
  sticker: 'CAACAgIAAxkBAAI',
  voice: 'AwACAgIAAxkBAAI',
  video: 'BAACAgIAAxkBAAI',
  animation: 'CgACAgIAAxkBAAI',
  video_note: 'DQACAgIAAxkBAAI',
  audio: 'CQACAgIAAxkBAAI',
  live_photo: 'BAACAgIAAxkBAAI',
};

const FOLDER: Record<MediaKind, string> = {
  photo: 'photos',
  document: 'documents',
  sticker: 'stickers',
  voice: 'voice',
  video: 'videos',
  animation: 'animations',
  video_note: 'video_notes',
  audio: 'music',
  live_photo: 'videos',
};

/** Files as bots know them: file_id, file_unique_id and file_path. */
export class Files {
  readonly #store: Store;
  readonly #blobs: Blobs;

  constructor(store: Store, blobs: Blobs) {
    this.#store = store;
    this.#blobs = blobs;
  }

  /** Re-encodes as Telegram does. @throws if the bytes are not a picture */
  async addPhoto(botId: number, bytes: Buffer, large = false): Promise<Media> {
    const original = sha256(bytes);
    const key = large ? `${original}:large` : original;
    const sizes = (this.#store.data.encoded[key] ??= await this.#encode(bytes, large));
    const records = sizes.map((size, index) =>
      this.#register(botId, 'photo', uniqueId('photo', `${key}:${index}`), size.blob, size.size, {
        width: size.width,
        height: size.height,
      }),
    );
    const family = records.map((record) => record.file_id);
    for (const record of records) record.family = family;
    return { kind: 'photo', family };
  }

  /** Stores the bytes unchanged. */
  async addFile(botId: number, kind: Exclude<MediaKind, 'photo'>, upload: Upload, details?: Details): Promise<Media> {
    const blob = await this.#blobs.put(upload.bytes);
    const record = this.#register(botId, kind, uniqueId(kind, blob), blob, upload.bytes.length, {
      ...details,
      file_name: upload.name,
      mime_type: upload.mime ?? mimeOf(upload.name),
    });
    record.family = [record.file_id];
    return { kind, family: record.family };
  }

  find(fileId: string): FileRecord | undefined {
    return this.#store.data.files[fileId];
  }

  byPath(botId: number, path: string): FileRecord | undefined {
    return Object.values(this.#store.data.files).find((file) => file.bot_id === botId && file.path === path);
  }

  async read(record: FileRecord): Promise<Buffer> {
    return await this.#blobs.get(record.blob);
  }

  async #encode(
    bytes: Buffer,
    large: boolean,
  ): Promise<{ blob: string; size: number; width: number; height: number }[]> {
    const sizes = await encodeSizes(bytes, large);
    return await Promise.all(
      sizes.map(async ({ bytes: encoded, width, height }) => ({
        blob: await this.#blobs.put(encoded),
        size: encoded.length,
        width,
        height,
      })),
    );
  }

  #register(
    botId: number,
    kind: MediaKind,
    unique: string,
    blob: string,
    size: number,
    details: Details & { file_name?: string; mime_type?: string },
  ): FileRecord {
    const data = this.#store.data;
    const extension = kind === 'photo' ? '.jpg' : extname(details.file_name ?? '');
    const record: FileRecord = {
      file_id: PREFIX[kind] + randomBytes(36).toString('base64url'),
      file_unique_id: unique,
      bot_id: botId,
      kind,
      blob,
      file_size: size,
      path: `${FOLDER[kind]}/file_${data.next_file++}${extension}`,
      family: [],
      ...details,
    };
    data.files[record.file_id] = record;
    this.#store.changed();
    return record;
  }
}

function uniqueId(kind: MediaKind, content: string): string {
  return `AQAD${createHash('sha256').update(`${kind}:${content}`).digest('base64url').slice(0, 12)}`;
}
