import { photoReport, type PhotoReport } from '../domain/photos/report.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import { telegramIdOf, type BotContext } from './context.ts';
import { forLog } from './errors.ts';
import type { Gallery } from './ports.ts';

/**
 * The report on an avatar's photos, from their rows. The run decides which photos there are, because a row may be ahead
 * of it.
 * @returns null when the database does not answer: a missing report must not block the start
 */
export async function reportOn(state: AvatarView, ctx: BotContext, gallery: Gallery): Promise<PhotoReport | null> {
  try {
    const facts = await gallery.photoFacts(telegramIdOf(ctx), state.avatarId);
    const taken = new Set(state.photoLines.filter(({ verdict }) => verdict === 'valid').map(({ number }) => number));
    const known = state.photoLines.length === 0 ? facts : facts.filter(({ number }) => taken.has(number));
    return photoReport(known, state);
  } catch (error) {
    ctx.log.warn({ avatarId: state.avatarId, err: forLog(error) }, 'no report on the photos');
    return null;
  }
}
