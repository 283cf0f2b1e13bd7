import type { AvatarView } from '../../src/domain/avatar/state.ts';

/** The cards that users see, by avatar: the bench waits for them as users do, without asking a server. */
export class Chat {
  readonly #cards = new Map<string, AvatarView>();
  readonly #watchers = new Map<string, (card: AvatarView) => void>();

  show(card: AvatarView): void {
    this.#cards.set(card.avatarId, card);
    this.#watchers.get(card.avatarId)?.(card);
  }

  /** Resolves when the card is as wanted. */
  async seen(avatarId: string, wanted: (card: AvatarView) => boolean): Promise<void> {
    const card = this.#cards.get(avatarId);
    if (card && wanted(card)) return;
    await new Promise<void>((resolve) => {
      this.#watchers.set(avatarId, (shown) => {
        if (wanted(shown)) resolve();
      });
    });
    this.#watchers.delete(avatarId);
  }
}
