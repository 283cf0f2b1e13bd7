import { photoReport, type PhotoReport } from '../domain/photos/report.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import { telegramIdOf, type BotContext } from './context.ts';
import { forLog } from './errors.ts';
import type { Gallery } from './ports.ts';

/**
 * The report on an avatar's photos, by their rows. Of which photos there are the run knows better: a row may be ahead of it.
 * @returns null when the records do not answer: nobody is kept from starting for want of advice
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
