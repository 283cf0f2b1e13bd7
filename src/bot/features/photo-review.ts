import { setTimeout as sleep } from 'node:timers/promises';
import { Composer, InputFile } from 'grammy';
import { defined } from '../../domain/defined.ts';
import { isPhotoTap } from '../../chat/callbacks.ts';
import * as questions from '../../chat/questions.ts';
import * as menu from '../../chat/menu.ts';
import { tips } from '../../chat/tips.ts';
import { markup } from '../../chat/view.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import { stateOfRow } from '../../domain/avatar/state-of-row.ts';
import { askingOf, tapped, tappedAvatar, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { NoAnswer } from '../errors.ts';
import type { CommandResult } from '../ports.ts';
import { acknowledge, answer, answerBy, toastOf } from '../toast.ts';
import { redraw, send } from '../views.ts';

/** A message of its own. The worker draws it, because it can read stored photos; the bot says which to show. The card stays unchanged. */
export function photoReviewFeature({ avatars, gallery, policy, trainers }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  /** In the tapped message, if that shows photos, else in a new one. */
  async function look(ctx: BotContext, state: AvatarView, number?: number): Promise<void> {
    const message = ctx.callbackQuery?.message;
    await avatars.look(state, {
      ...(message?.photo && { messageId: message.message_id }),
      ...defined({ number }),
      removed: state.removed ?? [],
      mayRemove: state.allowed.includes('remove_photo'),
    });
  }

  feature.filter(tapped('avatar'), async (ctx, next) => {
    const { tap, avatarId, number = 0 } = ctx.callback;
    if (!isPhotoTap(tap)) return next();
    const telegramId = telegramIdOf(ctx);
    if (tap === 'close') return close(ctx);
    const row = await tappedAvatar(ctx, avatarId, { avatars, gallery });
    if (!row) {
      await answer(ctx, ctx.t('toast-gone'));
      return isReview(ctx) ? close(ctx) : redraw(ctx, menu.hint(ctx.t));
    }
    // Verdicts of a check that is under way are only in the rows.
    const stateNow = async (state?: AvatarView | null) => {
      const known = state ?? (await avatars.state(avatarId));
      return known ? gallery.latest(known) : stateOfRow(row, telegramId, policy, trainers);
    };
    /** After a change: redraws the photos, or any other message as the avatar's. */
    async function changed(result: CommandResult): Promise<void> {
      if (!result.ok && result.why === 'late') return;
      const state = await stateNow(result.ok ? result.state : undefined);
      if (!result.ok && result.why === 'stuck') await send(ctx, questions.stuck(state, ctx.t));
      else if (isReview(ctx)) await look(ctx, state, number);
      else if (row && state.cardMessageId !== ctx.callbackQuery.message?.message_id) {
        await redraw(ctx, menu.detail(state, row, ctx.t));
      }
    }

    switch (tap) {
      case 'photos':
        await answer(ctx);
        return look(ctx, await stateNow());
      case 'photo':
        await answer(ctx);
        return look(ctx, await stateNow(), number);
      case 'remove': {
        const work = avatars.removePhoto(askingOf(ctx, avatarId), number);
        return changed(await acknowledge(ctx, work, ctx.t('toast-removed', { number })));
      }
      case 'bring_back':
        return changed(await broughtBack(ctx, avatars.bringBackPhoto(askingOf(ctx, avatarId), number), number));
      case 'tips': {
        await answer(ctx);
        const { picture, ...view } = tips(row.avatarType, avatarId, ctx.t);
        await ctx.replyWithPhoto(new InputFile(picture), { caption: view.text, reply_markup: markup(view) });
      }
    }
  });
  return feature;
}

/** The check takes a moment, so the user is told first that the photo is coming. A refusal is told at once. */
async function broughtBack(ctx: BotContext, work: Promise<CommandResult>, number: number): Promise<CommandResult> {
  const coming = sleep(150, undefined, { ref: false });
  const early = await answerBy(ctx, Promise.race([work, coming]), (known) =>
    known?.ok === false ? toastOf(ctx, known, '') : ctx.t('toast-bringing-back', { number }),
  );
  const result = early ?? (await work);
  if (!result.ok && result.why === 'late') throw new NoAnswer('a run has not answered a tap');
  if (!early && !result.ok) await ctx.reply(toastOf(ctx, result, ''));
  return result;
}

function isReview(ctx: BotContext): boolean {
  return ctx.callbackQuery?.message?.photo !== undefined;
}

/** Deletes the tapped message; one that is too old for that loses its buttons. */
async function close(ctx: BotContext): Promise<void> {
  await answer(ctx);
  await ctx.deleteMessage().catch(() => ctx.editMessageReplyMarkup().catch(() => undefined));
}
