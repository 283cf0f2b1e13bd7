import { GrammyError, InputFile, InputMediaBuilder, type Api } from 'grammy';
import type { Message } from 'grammy/types';
import { say } from '../../../chat/i18n.ts';
import { photoReview } from '../../../chat/photo-review.ts';
import { previewNews, previewsBelow } from '../../../chat/preview-news.ts';
import { isNoPhoto } from '../../../chat/telegram-refusals.ts';
import { markup, type View } from '../../../chat/view.ts';
import { UnknownPicture, type Messenger, type PreviewNews } from '../../ports/messenger.ts';

/** The messenger's own calls. */
interface Calls {
  readonly api: Api;
  readonly send: (chatId: number, view: View) => Promise<Message>;
  /** @returns false when there is no such message to edit */
  readonly edited: (editing: Promise<unknown>) => Promise<boolean>;
  readonly remove: (chatId: number, messageId: number | undefined) => Promise<unknown>;
  /** @returns null when the user does not want to hear from us @throws {SlowDown} */
  readonly politely: <T>(write: () => Promise<T>) => Promise<T | null>;
}

/** The messages that are pictures: photos to be looked at, and the first pictures of an avatar. */
export function pictureMessages({
  api,
  send,
  edited,
  remove,
  politely,
}: Calls): Pick<Messenger, 'showPhotos' | 'sendPreviews'> {
  const editPicture = (chatId: number, messageId: number, file: InputFile, view: View) =>
    edited(
      api.editMessageMedia(chatId, messageId, InputMediaBuilder.photo(file, { caption: view.text }), {
        reply_markup: markup(view),
      }),
    );

  /** Telegram ignores an album's buttons (core.telegram.org/bots/api#sendmediagroup): `below` is a message of its own. */
  async function sendPictures(
    chatId: number,
    pictures: PreviewNews['pictures'],
    view: View,
    below: View,
  ): Promise<Message[]> {
    const files = pictures.map((one, index) =>
      typeof one === 'string' ? one : new InputFile(one, `${index + 1}.jpg`),
    );
    const [first, ...rest] = files;
    if (!first) return [await send(chatId, view)];
    if (rest.length === 0) {
      return [await api.sendPhoto(chatId, first, { caption: view.text, reply_markup: markup(view) })];
    }
    const captioned = InputMediaBuilder.photo(first, { caption: view.text });
    const album = await api.sendMediaGroup(chatId, [captioned, ...rest.map((file) => InputMediaBuilder.photo(file))]);
    // The pictures are sent. Losing this message is better than sending all again for it.
    await send(chatId, below).catch(() => undefined);
    return album;
  }

  return {
    showPhotos: (review, language) =>
      politely(async () => {
        const { telegramId: chatId, messageId, replaces, picture } = review;
        const view = photoReview(review, say(language));
        const file = new InputFile(picture, 'photo.jpg');
        if (messageId !== undefined && (await editPicture(chatId, messageId, file, view))) return { messageId };
        const options = { caption: view.text, reply_markup: markup(view) };
        const { message_id: sent } = await api.sendPhoto(chatId, file, options);
        await remove(chatId, replaces);
        return { messageId: sent };
      }),

    async sendPreviews(news, language) {
      const t = say(language);
      const view = previewNews({ ...news, made: news.pictures.length }, t);
      const sent = await politely(() =>
        sendPictures(news.telegramId, news.pictures, view, previewsBelow(news, t)).catch((error: unknown) => {
          if (!(error instanceof GrammyError) || !isNoPhoto(error.description)) throw error;
          throw new UnknownPicture(error.description);
        }),
      );
      // Sizes come smallest first.
      return sent && sent.flatMap(({ photo }) => photo?.at(-1)?.file_id ?? []);
    },
  };
}
