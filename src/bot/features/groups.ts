import { Composer } from 'grammy';
import { languageOf, say } from '../../chat/i18n.ts';
import type { BotContext } from '../context.ts';

/** In a group the bot says once, when it is added, where to find it, and ignores everything else. */
export function groupsFeature(): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.chatType(['group', 'supergroup']).on('my_chat_member', async (ctx) => {
    const { old_chat_member: before, new_chat_member: now } = ctx.myChatMember;
    const isIn = (status: string) => status === 'member' || status === 'administrator';
    if (isIn(before.status) || !isIn(now.status)) return;
    const t = say(languageOf(ctx.from.language_code));
    // It may not be allowed to write there: nothing depends on it.
    await ctx.reply(t('in-group', { username: ctx.me.username })).catch(() => undefined);
  });
  return feature;
}
