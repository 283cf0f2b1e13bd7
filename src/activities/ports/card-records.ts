import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';

export interface CardHold {
  readonly avatarId: string;
  /** Of the state that is to be drawn. */
  readonly revision: number;
  /** The hold ends by itself after this, ms: longer than the drawing can take. */
  readonly forMs: number;
}

/** What the card's message showed when it was last drawn. */
export interface LastCard {
  readonly messageId: number;
  readonly shown: CardShown;
}

export interface HeldCard {
  readonly holder: string;
  readonly last?: LastCard;
}

/** What keeps two writers from drawing one card at a time, and a state from being drawn over a later one. */
export interface CardRecords {
  /**
   * Holds the card of an avatar. The run's own states are always drawn; what is drawn beside it, only if the run has not
   * drawn a later state.
   * @returns who holds it now, to be released; `busy`: another writer draws; `stale`: a later state was drawn;
   * `no_row`: the avatar's row is lost
   */
  holdCard(hold: CardHold, by: 'run' | 'activity'): Promise<HeldCard | 'busy' | 'stale' | 'no_row'>;
  /** @param last what was drawn; absent: unknown */
  releaseCard(avatarId: string, holder: string, last?: LastCard): Promise<void>;
  /** Saves the last report of a running training, also as the avatar's progress, which never goes back. No effect on another training. */
  saveProgress(avatarId: string, report: TrainingReport): Promise<void>;
  /** A run's view with what activities have written down since: the training's last report, and verdicts on photos. */
  latest(view: AvatarView): Promise<AvatarView>;
}
