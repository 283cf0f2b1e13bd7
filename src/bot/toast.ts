import { setTimeout as sleep } from 'node:timers/promises';
import { defined } from '../domain/defined.ts';
import { limitReasons, type LimitReason } from '../domain/limits/limits.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import * as menu from '../chat/menu.ts';
import { limitReached } from '../chat/limits.ts';
import { courtesy, type BotContext } from './context.ts';
import { NoAnswer } from './errors.ts';
import type { CommandResult } from './ports.ts';
import { send } from './views.ts';

/** How long a tap waits for its result before it is acknowledged without one, ms: users notice from about 300 on. */
const ACKNOWLEDGE_MS = 250;

type Done = string | ((state?: AvatarView) => string);

/**
 * Acknowledges a tap: with its result when that is known in time, else without a text, so that no button hangs. A later
 * refusal, or one that Telegram does not show, is a message, because only the first answer can be a toast.
 * @param words replace the usual text
 * @param done the toast for success, which may depend on the avatar's state
 * @throws {NoAnswer}
 */
export async function acknowledge(
  ctx: BotContext,
  work: Promise<CommandResult>,
  done: Done,
  words: (result: CommandResult) => string = (result) => toastOf(ctx, result, done),
): Promise<CommandResult> {
  const { known: result, isTold } = await answering(ctx, work, (known) => (isLate(known) ? undefined : words(known)));
  if (isLate(result)) throw new NoAnswer('a run has not answered a tap');
  if (!isTold && !result.ok) await send(ctx, menu.words(words(result), ctx.t));
  return result;
}

/** Acknowledges a tap in time, with a toast if the result is known by then. */
export async function answerBy<T>(
  ctx: BotContext,
  work: Promise<T>,
  toast: (known: T) => string | undefined,
): Promise<T> {
  return (await answering(ctx, work, toast)).known;
}

/** @returns `isTold`: the toast has been shown */
async function answering<T>(
  ctx: BotContext,
  work: Promise<T>,
  toast: (known: T) => string | undefined,
): Promise<{ known: T; isTold: boolean }> {
  const inTime = ctx.acknowledged
    ? undefined
    : await Promise.race([
        work.then((value) => ({ value })).catch(() => undefined),
        sleep(ACKNOWLEDGE_MS, undefined, { ref: false }),
      ]);
  const text = inTime && toast(inTime.value);
  const isAnswered = await answer(ctx, text);
  return { known: await work, isTold: text !== undefined && isAnswered };
}

const isLate = (result: CommandResult) => !result.ok && result.why === 'late';

/** A command that is refused only for now. */
export function isLimit(result: CommandResult): result is Extract<CommandResult, { ok: false }> & { why: LimitReason } {
  return !result.ok && limitReasons.some((reason) => reason === result.why);
}

export function toastOf({ t }: BotContext, result: CommandResult, done: Done): string {
  if (result.ok) return typeof done === 'string' ? done : done(result.state);
  if (result.why === 'gone' || result.why === 'busy' || result.why === 'late' || result.why === 'stuck') {
    return t(`toast-${result.why}`);
  }
  if (isLimit(result)) return limitReached(result.why, result.until, Date.now(), t);
  if (result.why === 'being_deleted') return t('toast-deleting');
  return t('toast-refused', { why: result.why });
}

/** Answers a tap, once and as a courtesy: the tap's work goes on without it. @returns whether it was shown */
export async function answer(ctx: BotContext, text?: string): Promise<boolean> {
  const id = ctx.callbackQuery?.id;
  if (ctx.acknowledged || id === undefined) return false;
  ctx.acknowledged = true;
  return courtesy(ctx, (api) => api.answerCallbackQuery(id, defined({ text })));
}
