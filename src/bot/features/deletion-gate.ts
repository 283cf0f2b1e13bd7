import { Composer } from 'grammy';
import { deletionUnderWay } from '../../chat/trust.ts';
import { send, type BotContext } from '../context.ts';
import { answer } from '../toast.ts';

/** While all that is kept of a person is being deleted, nothing new is taken of them: they are told so, an album once. */
export function deletionGate(): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  /** The one thing kept in memory, and nothing is lost with it. */
  let lastAlbum: string | undefined;

  feature.use(async (ctx, next) => {
    if (!ctx.standing?.deleting) return next();
    if (ctx.callbackQuery) return answer(ctx, ctx.t('toast-deleting'));
    const album = ctx.message?.media_group_id;
    const isFirst = album === undefined || album !== lastAlbum;
    lastAlbum = album;
    if (isFirst) await send(ctx, deletionUnderWay(ctx.t));
  });
  return feature;
}
