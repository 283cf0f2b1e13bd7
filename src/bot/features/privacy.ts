import { Composer } from 'grammy';
import * as trust from '../../chat/privacy.ts';
import { retentionOf } from '../../domain/photos/retention.ts';
import { tapped, telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { answer, answerBy } from '../toast.ts';
import { keyOf, walkOf } from '../updates/update-key.ts';
import { redraw, send } from '../views.ts';

/** Newest avatars among which a training is looked for: more than anybody has in training. */
const LOOKED_AT = 50;

/** /privacy and /deletedata: what is kept, and how to delete it. */
export function privacyFeature({ users, gallery, policy, trainers }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();

  const retention = retentionOf(policy, trainers);
  const privacy = async (ctx: BotContext) => trust.privacy(retention, await users.historyKeptMs(), ctx.t);
  async function question(ctx: BotContext) {
    const telegramId = telegramIdOf(ctx);
    const { avatars, total } = await gallery.page(telegramId, { offset: 0, limit: LOOKED_AT });
    return trust.askDeleteData(
      {
        avatars: total,
        training: avatars.some(({ status }) => status === 'training'),
        counted: retention.counted,
        question: walkOf(keyOf(ctx.update)),
      },
      ctx.t,
    );
  }

  feature.command('privacy', async (ctx) => send(ctx, await privacy(ctx)));
  feature.command('deletedata', async (ctx) => send(ctx, await question(ctx)));
  feature.filter(tapped('privacy'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await privacy(ctx));
  });
  feature.filter(tapped('ask_delete_data'), async (ctx) => {
    await answer(ctx);
    await redraw(ctx, await question(ctx));
  });
  feature.filter(tapped('delete_data'), async (ctx) => {
    const asked = users.deleteData(telegramIdOf(ctx), ctx.language, String(ctx.callback.question));
    const isOld = (came: Awaited<typeof asked>) => came === 'over';
    const came = await answerBy(ctx, asked, (known) => ctx.t(isOld(known) ? 'toast-stale' : 'toast-deleting'));
    // The confirmed deletion is done: what came since needs another question.
    if (isOld(came)) return redraw(ctx, await question(ctx));
    ctx.log.info('a user has all their data deleted');
    await redraw(ctx, trust.deletionUnderWay(ctx.t));
  });
  return feature;
}
