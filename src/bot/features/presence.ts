import { Composer } from 'grammy';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog } from '../errors.ts';

/** Blocking the bot, and coming back to it: noted by a workflow, which catches up on what was missed. */
export function presenceFeature({ people }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  feature.on('my_chat_member', async (ctx) => {
    const blocked = ctx.myChatMember.new_chat_member.status === 'kicked';
    ctx.log.info({ blocked }, blocked ? 'a person has blocked the bot' : 'a person is back');
    await people.presence(telegramIdOf(ctx), blocked, ctx.update.update_id);
  });

  // Whoever writes can be written to, whatever Telegram has not told us.
  feature.use(async (ctx, next) => {
    if (ctx.standing?.blocked) {
      await people.presence(telegramIdOf(ctx), false, ctx.update.update_id).catch((error: unknown) => {
        ctx.log.warn({ err: forLog(error) }, 'a person is back, and nobody could be told');
      });
    }
    await next();
  });
  return feature;
}
