import type { MethodContext } from './core.ts';
import { badRequest, BotApiError } from './errors.ts';
import type { Upload } from './files.ts';
import { LIMITS } from './limits.ts';
import type { Media, MediaKind } from './model.ts';
import type { Params } from './params.ts';
import { photoRefusal } from './photos.ts';

const CLASS: Record<MediaKind, string> = {
  photo: 'Photo',
  document: 'Document',
  sticker: 'Sticker',
  voice: 'VoiceNote',
  video: 'Video',
  animation: 'Animation',
  video_note: 'VideoNote',
  audio: 'Audio',
  live_photo: 'LivePhoto',
};

/**
 * A file that a bot sends: an upload, `attach://name`, a file_id or an address (Sending files).
 * @param value of the parameter `name`, or of InputMedia.media
 * @throws BotApiError
 */
export async function inputMedia(
  context: MethodContext,
  params: Params,
  kind: Exclude<MediaKind, 'sticker' | 'live_photo'>,
  name: string,
  value: string,
): Promise<Media> {
  const attached = /^attach:\/\/(.+)$/.exec(value)?.[1] ?? name;
  const upload = params.uploads.get(attached);
  if (upload) return await store(context, kind, upload, LIMITS.photoBytes, LIMITS.uploadBytes);
  if (value === '' || value.startsWith('attach://')) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:\/\//.test(value)) {
    return await store(context, kind, await download(value), LIMITS.urlPhotoBytes, LIMITS.urlFileBytes);
  }
  return known(context, kind, value);
}

function known({ core, bot }: MethodContext, kind: MediaKind, fileId: string): Media {
  const file = core.files.find(fileId);
  if (!file || file.bot_id !== bot.id) {
    throw badRequest("wrong remote file identifier specified: can't unserialize it. Wrong last symbol");
  }
  if (file.kind !== kind) throw badRequest(`can't use file of type ${CLASS[file.kind]} as ${CLASS[kind]}`);
  return { kind, family: file.family };
}

async function store(
  { core, bot }: MethodContext,
  kind: Exclude<MediaKind, 'sticker' | 'live_photo'>,
  { name, bytes }: Upload,
  photoBytes: number,
  fileBytes: number,
): Promise<Media> {
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > fileBytes) throw new BotApiError(413, 'Request Entity Too Large');
  // The MIME type from the bot's library is ignored: the server uses the file's name.
  if (kind !== 'photo') return await core.files.addFile(bot.id, kind, { name, bytes });
  if (bytes.length > photoBytes) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${photoBytes} bytes`,
    );
  }
  const refusal = await photoRefusal(bytes);
  if (refusal === 'not-an-image') throw badRequest('IMAGE_PROCESS_FAILED');
  if (refusal !== undefined) throw badRequest('PHOTO_INVALID_DIMENSIONS');
  return await core.files.addPhoto(bot.id, bytes).catch(() => {
    throw badRequest('IMAGE_PROCESS_FAILED');
  });
}

async function download(url: string): Promise<Upload> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(String(response.status));
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? 'file');
    return { name, bytes: Buffer.from(await response.arrayBuffer()) };
  } catch {
    throw badRequest('failed to get HTTP URL content');
  }
}
