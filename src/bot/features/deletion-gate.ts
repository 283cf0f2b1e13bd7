import { Composer } from 'grammy';
import { deletionUnderWay } from '../../chat/privacy.ts';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog } from '../errors.ts';
import { answer } from '../toast.ts';
import { keyOf } from '../updates/update-key.ts';
import { send } from '../views.ts';

/** While all that is kept of a person is being deleted, nothing new is taken of them: they are told so, an album once. */
export function deletionGate({ people, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  /** The one thing kept in memory, and nothing is lost with it. */
  let lastAlbum: string | undefined;

  /**
   * A mark without a deletion that goes on is either gone by now, or has come back with an older database, along with what was
   * deleted: then it is deleted once more.
   */
  async function goesOn(ctx: BotContext): Promise<boolean> {
    const telegramId = telegramIdOf(ctx);
    if (await people.isDeleting(telegramId)) return true;
    ctx.standing = await gallery.standingOf(telegramId);
    if (!ctx.standing?.deleting) return false;
    ctx.log.warn('a deletion that nobody goes on with is begun once more');
    await people.deleteData(telegramId, ctx.language, `mark ${keyOf(ctx.update)}`);
    return true;
  }

  feature.use(async (ctx, next) => {
    if (!ctx.standing?.deleting) return next();
    const going = await goesOn(ctx).catch((error: unknown) => {
      ctx.log.warn({ err: forLog(error) }, 'nobody knows whether a deletion goes on');
      return true;
    });
    if (!going) return next();
    if (ctx.callbackQuery) return answer(ctx, ctx.t('toast-deleting'));
    const album = ctx.message?.media_group_id;
    const isFirst = album === undefined || album !== lastAlbum;
    lastAlbum = album;
    if (isFirst) await send(ctx, deletionUnderWay(ctx.t));
  });
  return feature;
}
