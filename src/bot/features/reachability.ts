import { Composer } from 'grammy';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog } from '../errors.ts';

/** The user blocks the bot, or comes back: a workflow records it and sends missed news. */
export function reachabilityFeature({ users }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  feature.on('my_chat_member', async (ctx) => {
    const blocked = ctx.myChatMember.new_chat_member.status === 'kicked';
    const told = { updateId: ctx.update.update_id, at: ctx.myChatMember.date * 1000 };
    ctx.log.info({ blocked }, blocked ? 'a user has blocked the bot' : 'a user is back');
    await users.reachability(telegramIdOf(ctx), blocked, told);
  });

  // A user who writes can be written to, whatever Telegram has not told us.
  feature.use(async (ctx, next) => {
    if (ctx.account?.blocked) {
      const at = ctx.message && { at: ctx.message.date * 1000 };
      await users
        .reachability(telegramIdOf(ctx), false, { updateId: ctx.update.update_id, ...at })
        .catch((error: unknown) => {
          ctx.log.warn({ err: forLog(error) }, 'a user is back, and nobody could be told');
        });
    }
    await next();
  });
  return feature;
}
