import { Composer } from 'grammy';
import { deletionUnderWay } from '../../chat/privacy.ts';
import { telegramIdOf, type BotContext, type BotDeps } from '../context.ts';
import { forLog } from '../errors.ts';
import { answer } from '../toast.ts';
import { keyOf } from '../updates/update-key.ts';
import { send } from '../views.ts';

/** During a deletion of the user's data nothing new is accepted: the user is told, once for an album. */
export function deletionGate({ users, gallery }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  /** In memory only: losing it does no harm. */
  let lastAlbum: string | undefined;

  /** A mark without a running deletion came back with an older database, together with the deleted data: then they are deleted again. */
  async function goesOn(ctx: BotContext): Promise<boolean> {
    const telegramId = telegramIdOf(ctx);
    if (await users.isDeleting(telegramId)) return true;
    ctx.account = await gallery.accountOf(telegramId);
    if (!ctx.account?.deleting) return false;
    ctx.log.warn('a deletion that nobody goes on with is begun once more');
    await users.deleteData(telegramId, ctx.language, `mark ${keyOf(ctx.update)}`);
    return true;
  }

  feature.use(async (ctx, next) => {
    if (!ctx.account?.deleting) return next();
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
