import { Composer } from 'grammy';
import type { BotContext } from '../context.ts';
import { answer } from '../toast.ts';

/** Taps on the same button within this time of each other are one, ms: nobody reads what came of the first sooner. */
const SAME_TAP_MS = 500;
/** People whose latest tap is remembered. */
const REMEMBERED = 10_000;

/**
 * Of taps on one button in quick succession the first one acts, and the others are acknowledged. Kept in memory, and nothing is
 * lost with it: what changes anything may be asked for twice.
 */
export function tapDebounceFeature(): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const latest = new Map<number, { readonly tap: string; until: number }>();

  feature.on('callback_query:data', async (ctx, next) => {
    const { from, message, data } = ctx.callbackQuery;
    const tap = `${message?.message_id ?? 0}:${data}`;
    const before = latest.get(from.id);
    if (before?.tap === tap && Date.now() < before.until) {
      before.until = Date.now() + SAME_TAP_MS;
      await answer(ctx);
      return;
    }
    latest.delete(from.id);
    // What fails may be tapped again at once.
    await next();
    if (ctx.mayRepeat) return;
    latest.set(from.id, { tap, until: Date.now() + SAME_TAP_MS });
    const [oldest] = latest.keys();
    if (latest.size > REMEMBERED && oldest !== undefined) latest.delete(oldest);
  });
  return feature;
}
