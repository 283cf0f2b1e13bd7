import { CancellationScope, log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { attentionOf } from '../domain/attention.ts';
import { next, type AvatarEvent } from '../domain/lifecycle.ts';
import { newLife, type Life } from '../domain/life.ts';
import { rulesOf } from '../domain/photo-rules.ts';
import { stateOf, type AvatarState } from '../domain/state.ts';
import { comparing } from './activity-options.ts';
import { coalesced, type Coalesced } from './coalesced.ts';
import { livingCard } from './living-card.ts';
import { avatarRows, type AvatarRows } from './lost-rows.ts';
import type { AvatarInput, AvatarNews } from './messages.ts';
import { announcing } from './announcing.ts';
import { avatarAttentionKey, avatarStatusKey } from './search-attributes.ts';
import { statusCard } from './status-card.ts';

/** One run of an avatar's life: its state, and the two places that show it. */
export interface Run {
  readonly input: AvatarInput;
  readonly life: Life;
  /** The avatar's message in the chat. */
  readonly message: Coalesced;
  state(): AvatarState;
  /** Moves the avatar along the transition table and shows it everywhere. */
  happen(event: AvatarEvent): void;
  /** Something other than the status has changed. @param when `now`: a person waits for it, or it is another stage */
  show(when?: 'now'): void;
  /** The valid photos are others than before: where the set is one to start with, looks whether it shows one person. */
  photosChanged(): void;
  /** Tells the person something in a message of its own, in the background: nothing waits for Telegram. */
  tell(kind: AvatarNews['kind']): void;
  /** Tells no more. @returns what has not been told, first to last */
  stopTelling(): Promise<AvatarNews[]>;
  /** Photos whose rows and files are being removed, by their numbers. */
  readonly removals: Set<number>;
  /** The checks of photos under way, by the photos' numbers. */
  readonly checks: Map<number, CancellationScope>;
  /** What goes on though nothing waits for it: the run ends after it. Rejects never. */
  readonly unfinished: Set<Promise<unknown>>;
  readonly rows: AvatarRows;
  /** Until the row says what the life does. */
  written(): Promise<void>;
  /** Until all that was to be shown and told is. A comparison of faces is not waited for: it is a hint, and writes for nobody who is gone. */
  settled(): Promise<void>;
}

export function createRun(input: AvatarInput): Run {
  const life = input.carried ?? newLife(input.choices.name, input.cardMessageId, Date.now());
  if (!input.carried && input.formerCardMessageId !== undefined) life.formerCardId = input.formerCardMessageId;
  const state = () => stateOf(life, input);

  const removals = new Set<number>();
  const unfinished = new Set<Promise<unknown>>();
  const rows = avatarRows({ life, input, removals, unfinished });
  const row = coalesced(() => rows.write());

  const message = livingCard(life, input, state);

  const comparison = coalesced(async () => {
    life.facesDue = true;
    try {
      await comparing().compareFaces.executeWithOptions({ summary: 'compare the faces' }, [
        { avatarId: input.avatarId },
      ]);
    } catch (error) {
      log.warn('the faces could not be compared', { error });
    }
    delete life.facesDue;
  });

  function photosChanged(): void {
    if (life.status !== 'ready' || life.ending || !rulesOf(input.choices.avatarType).face) return;
    comparison.due();
  }

  /** What operators filter by, where it is to change. Follows from the life, and so is set and taken back by itself. */
  function attention(): SearchAttributeUpdatePair[] {
    const value = attentionOf(life);
    if (workflowInfo().typedSearchAttributes.get(avatarAttentionKey) === value) return [];
    return [{ key: avatarAttentionKey, value: value ?? null }];
  }

  function upsert(...pairs: SearchAttributeUpdatePair[]): void {
    if (pairs.length > 0) upsertSearchAttributes(pairs);
  }

  function show(when?: 'now'): void {
    setCurrentDetails(statusCard(life, input));
    upsert(...attention());
    row.due();
    // The card of an avatar that was deleted while it was trained is the bot's to draw, for the last time.
    if (life.ending !== 'deleted' || !(life.watch?.stopping || life.leaving)) message.due(when);
  }

  // Who is told that it is done must find it done in the gallery.
  const announcements = announcing(input.untold ?? [], () => row.settled());

  return {
    input,
    life,
    message,
    state,
    show,
    photosChanged,
    tell(kind) {
      // Of what is deleted nothing is said.
      if (life.ending === 'deleted') return;
      announcements.tell({ kind, avatar: state(), language: life.language ?? input.person.language });
    },
    stopTelling: () => announcements.stop(),
    rows,
    removals,
    checks: new Map(),
    unfinished,
    written: () => row.settled(),
    async settled() {
      await row.settled();
      await message.settled();
      await announcements.told();
    },
    happen(event) {
      const before = life.status;
      life.status = next(before, event);
      life.latePhotos = 0;
      if (life.status !== before) upsert({ key: avatarStatusKey, value: life.status }, ...attention());
      show('now');
    },
  };
}
