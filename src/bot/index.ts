import { autoRetry } from '@grammyjs/auto-retry';
import { Api, Bot, BotError } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import { defined } from '../domain/defined.ts';
import { Deliveries } from './updates/deliveries.ts';
import { parse } from '../chat/callbacks.ts';
import { prepare, type BotContext, type BotDeps } from './context.ts';
import { delayed } from './updates/delayed.ts';
import { isServiceMessage } from './updates/message-kinds.ts';
import { forLog } from './errors.ts';
import { avatarFeature } from './features/avatar.ts';
import { editsFeature } from './features/edits.ts';
import { galleryFeature } from './features/gallery.ts';
import { notPhotosFeature } from './features/not-photos.ts';
import { photoReviewFeature } from './features/photo-review.ts';
import { groupsFeature } from './features/groups.ts';
import { tapDebounceFeature } from './features/tap-debounce.ts';
import { photosFeature } from './features/photos.ts';
import { deletionGate } from './features/deletion-gate.ts';
import { reachabilityFeature } from './features/reachability.ts';
import { settingsFeature } from './features/settings.ts';
import { startFeature } from './features/start.ts';
import { textFeature } from './features/text.ts';
import { privacyFeature } from './features/privacy.ts';
import { unhandledFeature } from './features/unhandled.ts';
import { wizardFeature } from './features/wizard.ts';
import { currentHanding } from './updates/handing.ts';
import { receivedPhotoOf } from './features/photos.ts';
import { answer } from './toast.ts';
import { troubles } from './troubles.ts';

export { createAvatars } from './avatars.ts';
export { createUsers } from './users.ts';
export { BadToken, checkToken } from './token.ts';
export { introduce } from './profile.ts';
export { poll } from './updates/polling.ts';
export { createTelegramWebhook, register } from './updates/telegram-webhook.ts';
export type { BotDeps } from './context.ts';

export interface BotOptions {
  readonly token: string;
  readonly apiRoot: string;
  /** The answer of getMe, if it is known already. */
  readonly botInfo?: UserFromGetMe;
  readonly deps: BotDeps;
}

/** Longest call, s: a long poll takes 30, and grammY's default of 500 would block everyone behind a hanging call. */
const CALL_TIMEOUT_S = 45;
/** Longest call that is worth only one try, s. */
const COURTESY_TIMEOUT_S = 5;

/** With so many updates in progress a tap is acknowledged first, without waiting for a toast's text. */
const MANY = 16;

/** The bot, with polling or a webhook. It keeps no state: it may be killed at any moment, and every button still works. */
export function createBot({ token, apiRoot, botInfo, deps }: BotOptions): {
  bot: Bot<BotContext>;
  deliveries: Deliveries;
} {
  const bot = new Bot<BotContext>(token, {
    client: { apiRoot, timeoutSeconds: CALL_TIMEOUT_S },
    ...defined({ botInfo }),
  });
  // The plugin would retry lost connections without end, whatever its limits: rethrow them.
  bot.api.config.use(autoRetry({ maxRetryAttempts: 2, maxDelaySeconds: 0, rethrowHttpErrors: true }), delayed());
  const courtesies = new Api(token, { apiRoot, timeoutSeconds: COURTESY_TIMEOUT_S });

  // A button must not hang, whatever becomes of its tap.
  const acknowledge = ({ callback_query: tap }: Update) => {
    if (tap) courtesies.answerCallbackQuery(tap.id).catch(() => undefined);
  };
  const deliveries = new Deliveries(
    async (update) => {
      try {
        if (!bot.isInited()) await bot.init();
        await bot.handleUpdate(update);
      } catch (error) {
        const cause = error instanceof BotError ? error.error : error;
        deps.logger.error({ err: forLog(cause), updateId: update.update_id }, 'an update failed');
      }
    },
    {
      onDropped(update) {
        deps.logger.warn({ updateId: update.update_id }, 'a flood: an update is dropped');
        acknowledge(update);
      },
      onBehind: acknowledge,
      goesTogether: ({ message }) => message !== undefined && receivedPhotoOf(message) !== undefined,
    },
  );

  bot.use(groupsFeature());
  const chats = bot.chatType('private');
  // Service messages need no answer.
  chats.filter(
    ({ message }) => message !== undefined && isServiceMessage(message),
    () => undefined,
  );
  chats.use(async (ctx, next) => {
    ctx.courtesies = courtesies;
    ctx.log = deps.logger.child({ updateId: ctx.update.update_id, telegramId: ctx.from?.id });
    ctx.callback = parse(ctx.callbackQuery?.data ?? '');
    const handing = currentHanding();
    if (handing?.again || handing?.waited) ctx.acknowledged = true;
    if (ctx.callbackQuery && deliveries.underWay > MANY) await answer(ctx);
    await next();
  });
  const notAPhoto = notPhotosFeature();
  chats.use(notAPhoto.flood);
  chats.use(async (ctx, next) => {
    await prepare(ctx, deps);
    await next();
  });
  const guarded = chats.errorBoundary(troubles());
  guarded.use(reachabilityFeature(deps));
  guarded.use(deletionGate(deps));
  guarded.use(settingsFeature(deps));
  guarded.use(tapDebounceFeature());
  guarded.use(startFeature(deps));
  guarded.use(privacyFeature(deps));
  guarded.use(wizardFeature(deps));
  guarded.use(galleryFeature(deps));
  guarded.use(photoReviewFeature(deps));
  guarded.use(avatarFeature(deps));
  guarded.use(photosFeature(deps));
  guarded.use(notAPhoto.feature);
  guarded.use(textFeature(deps));
  guarded.use(editsFeature(deps));
  guarded.use(unhandledFeature());
  return { bot, deliveries };
}
