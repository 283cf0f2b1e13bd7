import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, GrammyError, HttpError } from 'grammy';
import { defined } from '../../../domain/defined.ts';
import { avatarCard } from '../../../chat/card.ts';
import { commandMenu } from '../../../chat/commands.ts';
import { say, type Say } from '../../../chat/i18n.ts';
import { avatarNews, decided, photosWithoutAvatar } from '../../../chat/news.ts';
import { deletionReceipt } from '../../../chat/privacy.ts';
import { isLostToEdits, isNotModified, TelegramUnreachable } from '../../../chat/telegram-refusals.ts';
import { markup, type View } from '../../../chat/view.ts';
import { CARD_STEP, type CardShown } from '../../../domain/avatar/card-shown.ts';
import { isTold } from '../../../domain/avatar/decision.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import { SlowDown, type Messenger } from '../../ports/messenger.ts';
import { pictureMessages } from './pictures.ts';

/** Thrown when Telegram refuses a message. Unlike grammY's error it does not contain the message. */
export class TelegramRefused extends Error {
  override readonly name = 'TelegramRefused';
}

const CALL_TIMEOUT_S = 20;
/** Attempts to delete a message, the pause between them, ms, and the longest call, s. */
const REMOVAL_ATTEMPTS = 3;
const REMOVAL_PAUSE_MS = 500;
const REMOVAL_TIMEOUT_S = 5;

const callMs = CALL_TIMEOUT_S * 1000;
const removalMs = REMOVAL_ATTEMPTS * REMOVAL_TIMEOUT_S * 1000 + (REMOVAL_ATTEMPTS - 1) * REMOVAL_PAUSE_MS;
/** Longest duration, ms: an edit, then a new message, then a deletion. The caller's timeout must be longer. */
export const LONGEST_MS = {
  showCard: 2 * callMs + 2 * removalMs,
  showPhotos: 2 * callMs + removalMs,
  redrawCard: callMs,
  announce: 2 * callMs,
} as const;

/** Sends by the Bot API. Never retries by itself: the caller decides. */
export function createMessenger({ token, apiRoot }: { token: string; apiRoot?: string }): Messenger {
  const api = new Api(token, { ...defined({ apiRoot }), timeoutSeconds: CALL_TIMEOUT_S });
  const hasty = new Api(token, { ...defined({ apiRoot }), timeoutSeconds: REMOVAL_TIMEOUT_S });

  const send = (chatId: number, view: View) => api.sendMessage(chatId, view.text, { reply_markup: markup(view) });

  const sentTo = async (chatId: number, view: View) => ({ messageId: (await send(chatId, view)).message_id });

  const edit = (chatId: number, messageId: number, view: View) =>
    edited(api.editMessageText(chatId, messageId, view.text, { reply_markup: markup(view) }));

  /** @returns false when there is no such message to edit */
  async function edited(editing: Promise<unknown>): Promise<boolean> {
    try {
      await editing;
      return true;
    } catch (error) {
      const words = error instanceof GrammyError ? error.description : '';
      if (isNotModified(words)) return true;
      if (isLostToEdits(words)) return false;
      throw error;
    }
  }

  /** Deletes a message. One that is gone, or too old to be deleted, is no error. @returns its id when it could not be deleted for now */
  async function remove(chatId: number, messageId: number | undefined): Promise<number | undefined> {
    if (messageId === undefined) return undefined;
    for (let attempt = 1; attempt <= REMOVAL_ATTEMPTS; attempt += 1) {
      if (attempt > 1) await pause(REMOVAL_PAUSE_MS);
      try {
        await hasty.deleteMessage(chatId, messageId);
        return undefined;
      } catch (error) {
        const isFinal = error instanceof GrammyError && error.error_code < 429;
        if (isFinal) return undefined;
      }
    }
    return messageId;
  }

  /** Handles a user who has blocked the bot, and Telegram's request to wait. */
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

  return {
    showCard: (avatar, { language, repost, shown: before, former }) =>
      politely(async () => {
        const { telegramId: chatId, cardMessageId: messageId } = avatar;
        const t = say(language);
        const there = repost ? undefined : messageId;
        if (there !== undefined && before && isStillShown(before, avatar, t)) {
          return { messageId: there, shown: before, ...defined({ left: await remove(chatId, former) }) };
        }
        const { view, shown } = cardToShow(avatar, t);
        const isEdited = there !== undefined && (await edit(chatId, there, view));
        const card = isEdited ? there : (await send(chatId, view)).message_id;
        const left = card === messageId ? undefined : await remove(chatId, messageId);
        const formerLeft = await remove(chatId, former);
        return { messageId: card, shown, ...defined({ left: left ?? formerLeft }) };
      }),

    redrawCard: (avatar, language, before) =>
      politely(async () => {
        const { telegramId, cardMessageId } = avatar;
        const t = say(language);
        if (cardMessageId === undefined) return 'lost';
        if (before && isStillShown(before, avatar, t)) return before;
        const { view, shown } = cardToShow(avatar, t);
        return (await edit(telegramId, cardMessageId, view)) ? shown : 'lost';
      }),

    async announce(announcement, language) {
      const t = say(language);
      return politely(async () => {
        if (announcement.kind === 'photos_without_avatar') {
          return sentTo(announcement.telegramId, photosWithoutAvatar(announcement, t));
        }
        const { telegramId: chatId } = announcement.avatar;
        if (announcement.kind !== 'decided') {
          return sentTo(chatId, avatarNews(announcement.kind, announcement.avatar, t));
        }
        const view = decided(announcement, t);
        if (announcement.questionId !== undefined) await edit(chatId, announcement.questionId, view);
        return isTold(announcement) ? sentTo(chatId, view) : {};
      });
    },

    async showCommands(telegramId, language) {
      const scope = { type: 'chat', chat_id: telegramId } as const;
      await politely(() => api.setMyCommands(commandMenu(say(language)), { scope }));
    },

    async receipt(telegramId, receipt, language, historyKeptMs) {
      await politely(() => send(telegramId, deletionReceipt(receipt, historyKeptMs, say(language))));
      // The chosen language is deleted, too: back to everybody's menu.
      const scope = { type: 'chat', chat_id: telegramId } as const;
      await api.deleteMyCommands({ scope }).catch(() => undefined);
    },

    ...pictureMessages({ api, send, edited, remove, politely }),
  };
}

function says(error: unknown, text: string): boolean {
  return error instanceof GrammyError && error.description.includes(text);
}

/** The card, and what must be remembered once it is shown. */
export function cardToShow(state: AvatarView, t: Say): { view: View; shown: CardShown } {
  const view = avatarCard(state, t);
  return { view, shown: { digest: digestOf(view), progress: state.progress } };
}

/** Whether the shown card needs no edit: nothing changed, or only the progress by less than a step. */
export function isStillShown(shown: CardShown, state: AvatarView, t: Say): boolean {
  if (digestOf(avatarCard(state, t)) === shown.digest) return true;
  if (Math.abs(state.progress - shown.progress) >= CARD_STEP) return false;
  return digestOf(avatarCard({ ...state, progress: shown.progress }, t)) === shown.digest;
}

function digestOf(view: View): string {
  const { inline_keyboard: buttons } = markup(view);
  return createHash('sha256')
    .update(JSON.stringify([view.text, buttons]))
    .digest('base64url')
    .slice(0, 16);
}
