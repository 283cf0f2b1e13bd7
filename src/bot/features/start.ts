import { Composer } from 'grammy';
import { avatarIdIn } from '../../chat/deep-link.ts';
import { linkToNothing } from '../../chat/gallery.ts';
import * as menu from '../../chat/menu.ts';
import type { View } from '../../chat/view.ts';
import { currentAvatar } from '../current-avatar.ts';
import { tapped, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { detailOf } from '../detail.ts';
import { answer } from '../toast.ts';
import { usualTimes } from '../usual-times.ts';
import { redraw, send } from '../views.ts';

/** /start and /help: where the user was, and what there is to do. */
export function startFeature(deps: BotDeps): Composer<BotContext> {
  const { gallery, policy } = deps;
  const feature = new Composer<BotContext>();
  async function home(ctx: BotContext): Promise<View> {
    const { latest, current } = await currentAvatar(gallery, telegramIdOf(ctx));
    // A failed avatar is shown too, though the user need not act.
    const open = current ?? (latest?.status === 'error' ? latest : null);
    return menu.start(open, latest !== null, policy, ctx.t);
  }
  feature.command('start', async (ctx) => {
    const linked = avatarIdIn(ctx.match);
    if (linked === null) return send(ctx, await home(ctx));
    await send(ctx, (await detailOf(ctx, deps, linked)) ?? linkToNothing(ctx.t));
  });
  feature.filter(tapped('home'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await home(ctx));
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
