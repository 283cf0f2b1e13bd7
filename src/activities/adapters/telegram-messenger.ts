import { Api, GrammyError, HttpError, InputFile, InputMediaBuilder } from 'grammy';
import type { Message } from 'grammy/types';
import { avatarCard } from '../../chat/card.ts';
import { say } from '../../chat/i18n.ts';
import { avatarNews, photosWithoutAvatar } from '../../chat/news.ts';
import { previewNews } from '../../chat/preview-news.ts';
import { deletionReceipt } from '../../chat/trust.ts';
import { isNoPhoto, markup, type View } from '../../chat/view.ts';
import { SlowDown, UnknownPicture, type Messenger, type PreviewNews } from '../ports/messenger.ts';
import { TelegramUnreachable } from './telegram-photo-source.ts';

/** What Telegram says of messages that cannot be edited any more. */
const GONE = ['message to edit not found', "message can't be edited", 'there is no text in the message'];

/** Thrown when Telegram refuses a message. Unlike grammY's own error it does not carry what was to be sent. */
export class TelegramRefused extends Error {
  override readonly name = 'TelegramRefused';
}

/** Writes to people by the Bot API. Never retries by itself: whoever called knows better when. */
export function createMessenger({ token, apiRoot }: { token: string; apiRoot?: string }): Messenger {
  const api = new Api(token, { ...(apiRoot === undefined ? {} : { apiRoot }), timeoutSeconds: 20 });

  const send = (chatId: number, view: View) => api.sendMessage(chatId, view.text, { reply_markup: markup(view) });

  /** @returns false when there is no such message to edit */
  async function edit(chatId: number, messageId: number, view: View): Promise<boolean> {
    try {
      await api.editMessageText(chatId, messageId, view.text, { reply_markup: markup(view) });
      return true;
    } catch (error) {
      if (says(error, 'message is not modified')) return true;
      if (GONE.some((words) => says(error, words))) return false;
      throw error;
    }
  }

  /** A person may not want to hear from us, and Telegram may want us to wait. */
  async function politely<T>(write: () => Promise<T>): Promise<T | null> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof HttpError) throw new TelegramUnreachable(error.message);
      if (!(error instanceof GrammyError)) throw error;
      if (error.error_code === 403 || says(error, 'chat not found')) return null;
      if (error.error_code === 429) throw new SlowDown((error.parameters.retry_after ?? 1) * 1000);
      throw new TelegramRefused(`${error.method}: ${error.error_code} ${error.description}`);
    }
  }

  /** Under an album there are no buttons: Telegram passes them over (core.telegram.org/bots/api#sendmediagroup). */
  async function sendPictures(chatId: number, pictures: PreviewNews['pictures'], view: View): Promise<Message[]> {
    const files = pictures.map((one, index) =>
      typeof one === 'string' ? one : new InputFile(one, `${index + 1}.jpg`),
    );
    const [first, ...rest] = files;
    if (!first) return [await send(chatId, view)];
    if (rest.length === 0) {
      return [await api.sendPhoto(chatId, first, { caption: view.text, reply_markup: markup(view) })];
    }
    const captioned = InputMediaBuilder.photo(first, { caption: view.text });
    return api.sendMediaGroup(chatId, [captioned, ...rest.map((file) => InputMediaBuilder.photo(file))]);
  }

  return {
    showCard: (avatar, { language, repost }) =>
      politely(async () => {
        const { telegramId: chatId, cardMessageId } = avatar;
        const view = avatarCard(avatar, say(language));
        if (cardMessageId !== undefined && !repost && (await edit(chatId, cardMessageId, view))) {
          return { messageId: cardMessageId };
        }
        const { message_id: messageId } = await send(chatId, view);
        // Whether the old one is still there, or too old to be taken away, matters little.
        if (cardMessageId !== undefined) await api.deleteMessage(chatId, cardMessageId).catch(() => undefined);
        return { messageId };
      }),

    async announce(announcement, language) {
      const t = say(language);
      const sent = await politely(() =>
        announcement.kind === 'photos_without_avatar'
          ? send(announcement.telegramId, photosWithoutAvatar(announcement.count, t))
          : send(announcement.avatar.telegramId, avatarNews(announcement.kind, announcement.avatar, t)),
      );
      return sent !== null;
    },

    async receipt(telegramId, receipt, language, historyKeptMs) {
      await politely(() => send(telegramId, deletionReceipt(receipt, historyKeptMs, say(language))));
    },

    async sendPreviews(news, language) {
      const view = previewNews({ ...news, made: news.pictures.length }, say(language));
      const sent = await politely(() =>
        sendPictures(news.telegramId, news.pictures, view).catch((error: unknown) => {
          if (!(error instanceof GrammyError) || !isNoPhoto(error.description)) throw error;
          throw new UnknownPicture(error.description);
        }),
      );
      // Sizes come smallest first.
      return sent && sent.flatMap(({ photo }) => photo?.at(-1)?.file_id ?? []);
    },
  };
}

function says(error: unknown, text: string): boolean {
  return error instanceof GrammyError && error.description.includes(text);
}
