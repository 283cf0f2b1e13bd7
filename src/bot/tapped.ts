import type { Filter } from 'grammy';
import { parse, type Callback } from '../chat/callbacks.ts';
import type { BotContext } from './context.ts';

type Tap<K extends Callback['kind']> = Filter<BotContext, 'callback_query:data'> & {
  callback: Extract<Callback, { kind: K }>;
};

/** Passes taps on buttons of one kind; the callback is at hand as `ctx.callback` then. */
export function tapped<K extends Callback['kind']>(kind: K): (ctx: BotContext) => ctx is Tap<K> {
  return (ctx): ctx is Tap<K> => {
    const data = ctx.callbackQuery?.data;
    const callback = data === undefined ? null : parse(data);
    if (callback?.kind !== kind) return false;
    Object.assign(ctx, { callback });
    return true;
  };
}
