import type { Filter } from 'grammy';
import type { Callback } from '../chat/callbacks.ts';
import type { BotContext } from './context.ts';

type Tap<K extends Callback['kind']> = Filter<BotContext, 'callback_query:data'> & {
  callback: Extract<Callback, { kind: K }>;
};

/** Passes taps on buttons of one kind. */
export function tapped<K extends Callback['kind']>(kind: K): (ctx: BotContext) => ctx is Tap<K> {
  return (ctx): ctx is Tap<K> => ctx.callback?.kind === kind;
}
