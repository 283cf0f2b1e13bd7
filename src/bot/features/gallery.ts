import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import type { View } from '../../chat/view.ts';
import { tapped, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { answer } from '../toast.ts';
import { redraw, send } from '../views.ts';

/** /avatars: the user's avatars, page by page. */
export function galleryFeature({ gallery }: BotDeps): Composer<BotContext> {
  async function page(ctx: BotContext, number: number): Promise<View> {
    const at = (index: number) =>
      gallery.page(telegramIdOf(ctx), { offset: index * menu.PAGE_SIZE, limit: menu.PAGE_SIZE });
    const { avatars, total } = await at(number);
    // An outdated button's page may be past the end.
    if (avatars.length > 0 || number === 0) return menu.gallery(avatars, total, number, ctx.t);
    const last = Math.max(0, Math.ceil(total / menu.PAGE_SIZE) - 1);
    return menu.gallery((await at(last)).avatars, total, last, ctx.t);
  }

  const feature = new Composer<BotContext>();
  feature.command('avatars', async (ctx) => send(ctx, await page(ctx, 0)));
  feature.filter(tapped('gallery'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await page(ctx, ctx.callback.page));
  });
  return feature;
}
