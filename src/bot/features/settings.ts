import { Composer } from 'grammy';
import { say } from '../../chat/i18n.ts';
import { settings } from '../../chat/settings.ts';
import { profileOf, tapped, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog } from '../errors.ts';
import { answer, answerBy } from '../toast.ts';
import { redraw, send } from '../views.ts';

/** /settings: the language, Telegram's until the user chooses one. The user's workflow keeps it. */
export function settingsFeature({ users }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  // The worker also writes to users, and reads the language from the database.
  feature.use(async (ctx, next) => {
    if (ctx.account && ctx.account.language !== ctx.language) {
      await users.noteLanguage(profileOf(ctx), ctx.update.update_id).catch((error: unknown) => {
        ctx.log.warn({ err: forLog(error) }, 'a user has another language now, and nobody could be told');
      });
    }
    await next();
  });

  feature.command(['settings', 'language'], async (ctx) => send(ctx, settings(ctx.language, ctx.t)));
  feature.filter(tapped('settings'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, settings(ctx.language, ctx.t));
  });
  feature.filter(tapped('language'), async (ctx) => {
    const { language } = ctx.callback;
    const t = say(language);
    const chosen = users.chooseLanguage(profileOf(ctx), language, ctx.update.update_id);
    const { kept } = await answerBy(ctx, chosen, () => t('toast-language'));
    ctx.log.info({ telegramId: telegramIdOf(ctx), language }, 'a user has chosen a language');
    await redraw(ctx, settings(language, t));
    // So that the answer to the next message is in the new language.
    await kept;
  });
  return feature;
}
