import { setTimeout as sleep } from 'node:timers/promises';
import type { BotContext } from './context.ts';
import type { Answer } from './ports.ts';

/** How long a tap may wait for its answer before it is acknowledged without one, ms: people notice from about 300 on. */
const ACKNOWLEDGE_MS = 250;

/**
 * Acknowledges a tap: with what came of it when that is known at once, else without words, so that no button hangs.
 * @param done the toast for what was granted
 */
export async function acknowledge(ctx: BotContext, work: Promise<Answer>, done: string): Promise<Answer> {
  const quick = await Promise.race([work.catch(() => null), sleep(ACKNOWLEDGE_MS, null, { ref: false })]);
  await answer(ctx, quick === null ? undefined : toastOf(ctx, quick, done));
  return work;
}

/** Words for what came of a wish. */
export function toastOf({ t }: BotContext, result: Answer, done: string): string {
  if (result.ok) return done;
  if (result.why === 'gone' || result.why === 'busy' || result.why === 'late') return t(`toast-${result.why}`);
  return t('toast-refused', { why: result.why });
}

/** A tap that was answered before, or too long ago, is no error. */
export async function answer(ctx: BotContext, text?: string): Promise<void> {
  try {
    await ctx.answerCallbackQuery(text === undefined ? {} : { text });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('query is too old')) throw error;
  }
}
