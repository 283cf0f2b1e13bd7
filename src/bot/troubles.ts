import type { BotError } from 'grammy';
import * as menu from '../chat/menu.ts';
import { Bursts } from './updates/bursts.ts';
import type { BotContext } from './context.ts';
import { forLog, isBlocked, NoAnswer } from './errors.ts';
import { currentHanding } from './updates/handing.ts';
import { Patience } from './patience.ts';
import { answer } from './toast.ts';
import { send, sendHint } from './views.ts';

/** Time after which a failing server is reported again, ms: more than between two tries. */
const TOLD_MS = 30_000;

/** While a server is down, an update waits, and the user is told once. A defect is logged, and the user is told that nothing is lost. */
export function troubles(): (error: BotError<BotContext>) => Promise<void> {
  const told = new Bursts(TOLD_MS);
  const patience = new Patience();

  return async ({ error, ctx }) => {
    const handing = currentHanding();
    if (isBlocked(error)) {
      ctx.log.info({ err: forLog(error) }, 'the user has blocked the bot');
      return;
    }
    if (handing && patience.lasts(error, ctx.update, handing.since, Date.now())) {
      ctx.log.warn({ err: forLog(error) }, 'a server is away: the update waits');
      handing.tryAgain(!(error instanceof NoAnswer));
      await answer(ctx);
      if (ctx.chat && told.begins(String(ctx.chat.id))) sendHint(ctx, menu.words(ctx.t('server-away'), ctx.t));
      return;
    }
    ctx.log.error({ err: forLog(error) }, 'an update failed');
    await answer(ctx);
    const text = ctx.t(error instanceof NoAnswer ? 'toast-late' : 'trouble');
    await send(ctx, menu.words(text, ctx.t)).catch(() => undefined);
  };
}
