import type { Message, Sticker } from 'grammy/types';
import { defined } from '../domain/defined.ts';
import { fileKind } from '../domain/photos/not-a-photo.ts';
import { wayOfFile, type ReceivedPhoto } from '../domain/photos/photo.ts';

/** Whether it is a picture: a .webp that is sent as it is comes as a sticker of no set. */
export const isPicture = ({ set_name: set, is_animated: moves, is_video: film }: Sticker): boolean =>
  set === undefined && !moves && !film;

/** The photo that a message brings, or the file that may be one. undefined: it brings something else. */
export function receivedPhotoOf(message: Message): ReceivedPhoto | undefined {
  const found = photoOf(message) ?? fileOf(message);
  if (!found) return undefined;
  const { file, sentAs } = found;
  return {
    fileId: file.file_id,
    fileUniqueId: file.file_unique_id,
    messageId: message.message_id,
    ...defined({ fileSize: file.file_size, albumId: message.media_group_id, sentAs }),
  };
}

/** Of a photo, and of a live one's still picture, the largest size, which comes last. */
function photoOf({ photo, live_photo: live }: Message) {
  const file = photo?.at(-1) ?? live?.photo?.at(-1);
  return file && { file, sentAs: undefined };
}

/** An animation is a document, too. */
function fileOf({ document, sticker, animation }: Message) {
  if (sticker) return isPicture(sticker) ? { file: sticker, sentAs: 'other_file' as const } : undefined;
  if (!document || animation) return undefined;
  const { file_name: name, mime_type: mime } = document;
  const named = defined({ name, mime });
  return fileKind(named) === null ? { file: document, sentAs: wayOfFile(named) } : undefined;
}
