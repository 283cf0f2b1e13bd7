import type { Api } from 'grammy';
import { markup, type View } from '../chat/view.ts';
import type { BotContext } from './context.ts';
import { forLog } from './errors.ts';

/**
 * A call that is worth one try: the answer to a tap, a hint. It is never made again, and what goes wrong with it is logged and
 * changes nothing.
 * @returns whether Telegram took it
 */
export async function courtesy(ctx: BotContext, call: (api: Api) => Promise<unknown>): Promise<boolean> {
  try {
    await call(ctx.courtesies);
    return true;
  } catch (error) {
    ctx.log.info({ err: forLog(error) }, 'a courtesy was not taken');
    return false;
  }
}

/** A hint for the person: it is sent beside what is done next. */
export function hint(ctx: BotContext, { text, buttons }: Pick<View, 'text' | 'buttons'>): void {
  const chat = ctx.chat?.id;
  if (chat !== undefined)
    void courtesy(ctx, (api) => api.sendMessage(chat, text, { reply_markup: markup({ text, buttons }) }));
}
