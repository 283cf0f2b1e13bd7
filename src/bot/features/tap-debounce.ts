import { Composer } from 'grammy';
import type { BotContext } from '../context.ts';
import { answer } from '../toast.ts';

/** Taps on the same button within this time are one, ms: nobody reads the first result faster. */
const SAME_TAP_MS = 500;
const REMEMBERED = 10_000;

/** Of quick taps on one button only the first acts; the others are acknowledged. In memory only: a repeated command is harmless. */
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
    // After a failure the button may be tapped again at once.
    await next();
    if (ctx.mayRepeat) return;
    latest.set(from.id, { tap, until: Date.now() + SAME_TAP_MS });
    const [oldest] = latest.keys();
    if (latest.size > REMEMBERED && oldest !== undefined) latest.delete(oldest);
  });
  return feature;
}
