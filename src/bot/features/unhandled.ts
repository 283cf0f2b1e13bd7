import { Composer } from 'grammy';
import * as menu from '../../chat/menu.ts';
import type { BotContext } from '../context.ts';
import { answer } from '../toast.ts';
import { redraw } from '../views.ts';

/** Runs last: answers every remaining tap, whatever its button was. */
export function unhandledFeature(): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on('callback_query', async (ctx) => {
    ctx.log.info('a stray tap');
    await answer(ctx, ctx.t('toast-stale'));
    if (ctx.callbackQuery.message) await redraw(ctx, menu.hint(ctx.t));
  });
  return feature;
}
