/**
 * The writers of an avatar's one card: its run, and the activities that check its photos and poll its training. One
 * draws at a time, and a state is never drawn over a later one.
 */
import { log, sleep } from '@temporalio/activity';
import { defined } from '../../domain/defined.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { ActivityDeps } from '../deps.ts';
import { addresseeOf } from '../lib/addressee.ts';
import { cardHeld, orSlowDown } from '../lib/failures.ts';
import type { ShownCard } from '../ports/messenger.ts';
import type { HeldCard, LastCard } from '../ports/card-records.ts';
import type { Records } from '../ports/records.ts';

/** Longest drawing, ms: longer than the messenger's calls (LONGEST_MS of adapters/telegram/messenger.ts). */
export const HELD_MS = { run: 120_000, activity: 60_000 } as const;
/** Between two looks whether another writer is done, and how long they go on, ms. */
const LOOK_EVERY_MS = 100;
const LOOK_FOR_MS = 5_000;

/** The card to show, and what is known of the current one. */
export interface CardToShow {
  readonly avatar: AvatarView;
  /** For a user without a row: Telegram's language. */
  readonly language: Language;
  /** It is buried, lost, or should be noticed: send a new message in its place. */
  readonly repost: boolean;
  readonly shown?: CardShown;
  /** The former card's message, to be deleted. */
  readonly former?: number;
}

export function createCardActivities({ messenger, records }: Pick<ActivityDeps, 'messenger' | 'records'>) {
  return {
    /** For the run. @returns the card's message; null when the user has blocked the bot @throws {ApplicationFailure} CardHeld */
    showCard: ({ avatar, language: said, repost, shown: before, former }: CardToShow): Promise<ShownCard | null> =>
      orSlowDown(async () => {
        const { language, blocked } = await addresseeOf(records, avatar.telegramId, said);
        if (blocked) return null;
        const shown = await drawCard(records, avatar, (latest, last) =>
          // Where the run knows what its card shows, an activity may have drawn it since.
          messenger.showCard(latest, {
            language,
            repost,
            ...defined({ shown: before && (last?.shown ?? before), former }),
          }),
        );
        if (!shown) await records.setBlocked(avatar.telegramId, true);
        return shown;
      }),
  };
}

/** Draws a state of the run's own. @throws {ApplicationFailure} CardHeld, retried: another writer takes long */
async function drawCard(
  records: Records,
  view: AvatarView,
  draw: (latest: AvatarView, last?: LastCard) => Promise<ShownCard | null>,
): Promise<ShownCard | null> {
  const { avatarId, revision } = view;
  for (const until = Date.now() + LOOK_FOR_MS; ; await sleep(LOOK_EVERY_MS)) {
    const held = await records.holdCard({ avatarId, revision, forMs: HELD_MS.run }, 'run');
    // Without a row nobody else draws.
    if (held === 'no_row') return draw(view);
    if (typeof held === 'object') return drawHeld(records, view, held, draw);
    if (Date.now() > until) throw cardHeld(avatarId);
  }
}

/** Draws the card beside the run, where it stands. Best effort: the next report, or the run, draws it again. */
export async function redrawCard(
  { records, messenger, runs }: Pick<ActivityDeps, 'records' | 'messenger' | 'runs'>,
  avatarId: string,
): Promise<void> {
  try {
    const view = await runs.viewOf(avatarId);
    const addressee = view && (await records.addressee(view.telegramId));
    if (!addressee || addressee.blocked || view.cardMessageId === undefined) return;
    const { revision, telegramId, cardMessageId: messageId } = view;
    const held = await records.holdCard({ avatarId, revision, forMs: HELD_MS.activity }, 'activity');
    if (typeof held !== 'object') return;
    let isLost = false;
    const drawn = await drawHeld(records, view, held, async (latest, last) => {
      const shown = await messenger.redrawCard(latest, addressee.language, last?.shown);
      isLost = shown === 'lost';
      return shown === null || shown === 'lost' ? null : { messageId, shown };
    });
    if (isLost) await runs.resendCard(avatarId);
    else if (drawn === null) await records.setBlocked(telegramId, true);
  } catch (error) {
    log.warn('the card was not drawn beside the run', { avatarId, error });
  }
}

/** Draws the state with what activities have written down since. `last`: what the card's message showed, if it is known. */
async function drawHeld(
  records: Records,
  view: AvatarView,
  { holder, last }: HeldCard,
  draw: (latest: AvatarView, last?: LastCard) => Promise<ShownCard | null>,
): Promise<ShownCard | null> {
  let drawn: ShownCard | null = null;
  try {
    drawn = await draw(await records.latest(view), last?.messageId === view.cardMessageId ? last : undefined);
    return drawn;
  } finally {
    const shows = drawn && { messageId: drawn.messageId, shown: drawn.shown };
    // It is drawn, whether the database answers now or not; the hold ends by itself.
    await records.releaseCard(view.avatarId, holder, shows ?? undefined).catch((error: unknown) => {
      log.warn('the card is held a while longer', { avatarId: view.avatarId, error });
    });
  }
}
