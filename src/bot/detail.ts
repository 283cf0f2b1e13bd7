import * as cards from '../chat/card.ts';
import * as menu from '../chat/menu.ts';
import type { View } from '../chat/view.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import { stateOfRow } from '../domain/avatar/state-of-row.ts';
import { telegramIdOf, type BotContext, type BotDeps } from './context.ts';
import type { Avatars, Gallery } from './ports.ts';

/** The avatar's current view, from its run if it answers, else from its row. */
export async function currentView(
  {
    avatars,
    gallery,
    policy,
    trainers,
  }: Pick<BotDeps, 'policy' | 'trainers'> & {
    readonly avatars: Pick<Avatars, 'state'>;
    readonly gallery: Pick<Gallery, 'latest'>;
  },
  row: AvatarRow,
  telegramId: number,
): Promise<AvatarView> {
  const state = await avatars.state(row.avatarId);
  // After a run's end, changes are only in the row.
  const ended = !state || state.status === 'completed' || state.status === 'cancelled';
  return ended ? stateOfRow(row, telegramId, policy, trainers) : gallery.latest(state);
}

/** The avatar as the tapped message shows it: as its card, if it is that. */
export function drawing(ctx: BotContext, state: AvatarView, row: AvatarRow): View {
  const isCard = state.cardMessageId !== undefined && state.cardMessageId === ctx.callbackQuery?.message?.message_id;
  return isCard ? cards.avatarCard(state, ctx.t) : menu.detail(state, row, ctx.t);
}

/** One of the user's avatars, as the gallery shows it; null: the user has no such avatar. */
export async function detailOf(ctx: BotContext, deps: BotDeps, avatarId: string): Promise<View | null> {
  const telegramId = telegramIdOf(ctx);
  const row = await deps.gallery.avatar(telegramId, avatarId);
  return row && drawing(ctx, await currentView(deps, row, telegramId), row);
}
