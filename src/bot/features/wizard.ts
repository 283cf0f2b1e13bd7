import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import { normaliseName } from '../../domain/avatar.ts';
import { avatarIdOf } from '../avatar-id.ts';
import { askingOf, personOf, redraw, send, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { tapped } from '../tapped.ts';
import { acknowledge, answer } from '../toast.ts';
import { usualTimes } from '../usual-times.ts';

/** /new: three questions, each answered by a tap. The message that asks them becomes the avatar's card. */
export function wizardFeature(deps: BotDeps): Composer<BotContext> {
  const { avatars } = deps;
  const feature = new Composer<BotContext>();
  const question = async (ctx: BotContext, walk: Parameters<typeof menu.wizard>[0]) =>
    menu.wizard(walk, await usualTimes(ctx, deps), ctx.t);
  const beginning = (ctx: BotContext) => question(ctx, { kind: 'wizard', walk: ctx.update.update_id });
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
    const person = personOf(ctx);
    const avatarId = avatarIdOf(ctx.me.id, telegramIdOf(ctx), walk);
    const name = normaliseName(person.firstName) ?? ctx.t('name-default');
    const choices = { avatarType, gender, trainingType, name };
    const work = avatars.create(askingOf(ctx, avatarId), person, choices, message.message_id);
    const result = await acknowledge(ctx, work, ctx.t('toast-opened'));
    ctx.log.info({ avatarId, result: result.ok ? 'created' : result.why }, 'a new avatar');
    // The card itself is drawn by the avatar's workflow.
  });
  return feature;
}
