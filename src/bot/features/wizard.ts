import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import * as limits from '../../chat/limits.ts';
import type { View } from '../../chat/view.ts';
import { normaliseName } from '../../domain/avatar/avatar.ts';
import { freeName } from '../../domain/avatar/free-name.ts';
import { nextOneAt } from '../../domain/limits/limits.ts';
import { avatarIdOf } from '../avatar-id.ts';
import { askingOf, profileOf, tapped, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { detailOf } from '../detail.ts';
import { forLog } from '../errors.ts';
import type { CommandResult } from '../ports.ts';
import { acknowledge, answer, isLimit, toastOf } from '../toast.ts';
import { keyOf, walkOf } from '../updates/update-key.ts';
import { usualTimes } from '../usual-times.ts';
import { redraw, send } from '../views.ts';

/** /new: three questions, each answered by a tap. Their message becomes the avatar's card. */
export function wizardFeature(deps: BotDeps): Composer<BotContext> {
  const { avatars, gallery, policy } = deps;
  const feature = new Composer<BotContext>();
  const question = async (ctx: BotContext, walk: Parameters<typeof menu.wizard>[0]) =>
    menu.wizard(walk, await usualTimes(ctx, deps), ctx.t);
  /** Asks no questions when the user may not start an avatar today. */
  async function beginning(ctx: BotContext): Promise<View> {
    const first = { kind: 'wizard', walk: walkOf(keyOf(ctx.update)) } as const;
    const begun = await gallery.recentAvatars(telegramIdOf(ctx));
    const until = nextOneAt(begun, policy.limits.avatarsADay, Date.now());
    if (until === null) return question(ctx, first);
    return limits.beginLater(limits.limitReached('too_many_avatars', until, Date.now(), ctx.t), first, ctx.t);
  }
  /** Without the names a duplicate name does no harm. */
  const namesOf = (ctx: BotContext) =>
    gallery.namesOf(telegramIdOf(ctx)).catch((error: unknown) => {
      ctx.log.warn({ err: forLog(error) }, 'the names of the avatars are not known');
      return [];
    });
  feature.command('new', async (ctx) => send(ctx, await beginning(ctx)));
  feature.filter(tapped('new'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await beginning(ctx));
  });
  feature.filter(tapped('wizard'), async (ctx) => {
    const { walk, avatarType, gender, trainingType } = ctx.callback;
    const { message } = ctx.callbackQuery;
    if (!message || avatarType === undefined || gender === undefined || trainingType === undefined) {
      await answer(ctx);
      await redraw(ctx, await question(ctx, ctx.callback));
      return;
    }
    const user = profileOf(ctx);
    const avatarId = avatarIdOf(ctx.me.id, telegramIdOf(ctx), walk);
    const name = freeName(normaliseName(user.firstName) ?? ctx.t('name-default'), await namesOf(ctx));
    const choices = { avatarType, gender, trainingType, name };
    const work = avatars.create(askingOf(ctx, avatarId), choices, message.message_id);
    // An id is used once: if its run has ended, the button is from an old walk whose avatar exists.
    const isOld = (result: CommandResult) => !result.ok && result.why === 'busy';
    const toast = (result: CommandResult) =>
      isOld(result) ? ctx.t('toast-stale') : toastOf(ctx, result, ctx.t('toast-opened'));
    const result = await acknowledge(ctx, work, ctx.t('toast-opened'), toast);
    ctx.log.info({ avatarId, result: result.ok ? 'created' : result.why }, 'a new avatar');
    if (isOld(result)) await redraw(ctx, (await detailOf(ctx, deps, avatarId)) ?? (await beginning(ctx)));
    if (isLimit(result)) {
      // The choices stay, but the walk is new, because an avatar's id is used once.
      const again = { kind: 'wizard', walk: walkOf(keyOf(ctx.update)), avatarType, gender } as const;
      await redraw(ctx, limits.beginLater(toastOf(ctx, result, ''), again, ctx.t));
    }
    // The avatar's workflow draws the card.
  });
  return feature;
}
