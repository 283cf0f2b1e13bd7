import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import { currentAvatar } from '../current-avatar.ts';
import { redraw, send, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { tapped } from '../tapped.ts';
import { answer } from '../toast.ts';
import { usualTimes } from '../usual-times.ts';

/** /start and /help: where the person was, and what there is to do. */
export function startFeature(deps: BotDeps): Composer<BotContext> {
  const { gallery, policy } = deps;
  const feature = new Composer<BotContext>();
  feature.command('start', async (ctx) => {
    const { latest, current } = await currentAvatar(gallery, telegramIdOf(ctx));
    await send(ctx, menu.start(current, latest !== null, policy, ctx.t));
  });
  const help = async (ctx: BotContext) => menu.help(policy, await usualTimes(ctx, deps), ctx.t);
  feature.command('help', async (ctx) => send(ctx, await help(ctx)));
  feature.filter(tapped('help'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await help(ctx));
  });
  feature.filter(tapped('nothing'), (ctx) => answer(ctx));
  return feature;
}
