import { setTimeout as sleep } from 'node:timers/promises';
import type { AvatarState } from '../domain/state.ts';
import * as menu from '../chat/menu.ts';
import { limitReached } from '../chat/trust.ts';
import { send, type BotContext } from './context.ts';
import type { Answer } from './ports.ts';

/** How long a tap may wait for its answer before it is acknowledged without one, ms: people notice from about 300 on. */
const ACKNOWLEDGE_MS = 250;

type Done = string | ((state?: AvatarState) => string);

/**
 * Acknowledges a tap: with what came of it when that is known at once, else without words, so that no button hangs. A
 * refusal that comes later is a message, since a toast can only be given in the first answer.
 * @param words other words than the usual ones
 * @param done the toast for what was granted, which may depend on how the avatar stands now
 */
export async function acknowledge(
  ctx: BotContext,
  work: Promise<Answer>,
  done: Done,
  words: (result: Answer) => string = (result) => toastOf(ctx, result, done),
): Promise<Answer> {
  let inTime: string | undefined;
  const result = await answerBy(ctx, work, (known) => (inTime = words(known)));
  if (inTime === undefined && !result.ok) await send(ctx, menu.words(words(result), ctx.t));
  return result;
}

/** Acknowledges a tap in time, with the toast of what it depends on when that is known by then. */
export async function answerBy<T>(
  ctx: BotContext,
  work: Promise<T>,
  toast: (known: T) => string | undefined,
): Promise<T> {
  if (ctx.acknowledged) return work;
  const known = await Promise.race([
    work.then((value) => ({ value })).catch(() => undefined),
    sleep(ACKNOWLEDGE_MS, undefined, { ref: false }),
  ]);
  await answer(ctx, known && toast(known.value));
  return work;
}

/** A wish that is refused for now, though nothing is wrong with it. */
export function isLimit(
  result: Answer,
): result is Extract<Answer, { ok: false }> & { why: 'too_many_trainings' | 'too_many_avatars' } {
  return !result.ok && (result.why === 'too_many_trainings' || result.why === 'too_many_avatars');
}

/** Words for what came of a wish. */
export function toastOf({ t }: BotContext, result: Answer, done: Done): string {
  if (result.ok) return typeof done === 'string' ? done : done(result.state);
  if (result.why === 'gone' || result.why === 'busy' || result.why === 'late' || result.why === 'stuck') {
    return t(`toast-${result.why}`);
  }
  if (isLimit(result)) return limitReached(result.why, result.until, Date.now(), t);
  if (result.why === 'being_deleted') return t('toast-deleting');
  return t('toast-refused', { why: result.why });
}

/** A tap that was answered before, or too long ago, is no error. */
export async function answer(ctx: BotContext, text?: string): Promise<void> {
  if (ctx.acknowledged) return;
  ctx.acknowledged = true;
  try {
    await ctx.answerCallbackQuery(text === undefined ? {} : { text });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('query is too old')) throw error;
  }
}
