import {
  condition,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
  type CancellationScope,
} from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { attentionOf } from '../../domain/avatar/attention.ts';
import { isTold, type Decider, type Decision } from '../../domain/avatar/decision.ts';
import { transition, type AvatarEvent } from '../../domain/avatar/lifecycle.ts';
import { countEvent, newLife, type AvatarWorkflowState } from '../../domain/avatar/life.ts';
import { viewOf, type AvatarView } from '../../domain/avatar/state.ts';
import { latestWriter, type LatestWriter } from '../shared/latest-writer.ts';
import { livingCard } from './card.ts';
import { faceComparison } from './compare-faces.ts';
import { avatarRows, type AvatarRows } from './lost-rows.ts';
import type { AvatarInput } from './contract.ts';
import { isQuestion, type AvatarNews, type AvatarNewsKind, type NewsKind } from '../../domain/avatar/news.ts';
import { announcing } from '../shared/announcing.ts';
import { tellNews } from '../shared/tell-news.ts';
import { refused } from '../shared/refused.ts';
import { avatarAttentionKey, avatarStatusKey } from '../shared/search-attributes.ts';
import { newSignals, type TrainingSignals } from './signals.ts';
import { statusCard } from './operator-notes.ts';

/** One run of an avatar's life: its state, what its handlers have heard, and the two places that show it. */
export interface AvatarContext {
  readonly input: AvatarInput;
  readonly life: AvatarWorkflowState;
  readonly signals: TrainingSignals;
  /** The avatar's message in the chat. */
  readonly message: LatestWriter;
  state(): AvatarView;
  /** An avatar that is taken up stands as it did once its rows are read. Before that nothing is judged, told or drawn by its life. */
  isOpening(): boolean;
  /** Until the avatar's rows are there. @throws {ApplicationFailure} ActionRefused: there will be none */
  whenOpened(): Promise<void>;
  /** Moves the avatar along the transition table and shows it everywhere. */
  transition(event: AvatarEvent): void;
  /**
   * Moves the avatar along where its photos are enough now, or no longer.
   * @param how `reposted`: that they are enough is to be noticed, and an edit would not be
   * @returns whether it has moved
   */
  recount(how?: 'reposted'): boolean;
  /** Something other than the status has changed. @param when `now`: a person waits for it, or it is another stage */
  publish(when?: 'now'): void;
  /** The valid photos are others than before: where the set is one to start with, looks whether it shows one person. */
  photosChanged(): void;
  /** Tells the person something in a message of its own, in the background: nothing waits for Telegram. */
  notify(kind: AvatarNewsKind): void;
  /**
   * What the person was asked, if anything, is decided: the question says so, and they are told what they do not know.
   * @param tapped the message by which they decided, which is the bot's to draw
   */
  decided(decision: Decision, by: Decider, tapped?: number): void;
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
  /** Until all that was to be told is, or given up. */
  told(): Promise<void>;
  /** Until all that was to be shown is. A comparison of faces is not waited for: it is a hint, and writes for nobody who is gone. */
  settled(): Promise<void>;
}

export function createAvatarContext(input: AvatarInput): AvatarContext {
  const life = input.carried ?? newLife(input.choices.name, input.cardMessageId, Date.now());
  if (!input.carried && input.formerCardMessageId !== undefined) life.formerCardId = input.formerCardMessageId;
  const state = () => viewOf(life, input);
  const signals = newSignals(input.carried !== undefined);

  const removals = new Set<number>();
  const unfinished = new Set<Promise<unknown>>();
  const rows = avatarRows({ life, input, removals, unfinished });
  const row = latestWriter(() => rows.write());

  const message = livingCard(life, input, state);

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
    // The card of what is deleted is the bot's to take away: a training that is yet being stopped draws none anew.
    if (life.ending !== 'deleted') message.due(when);
  }

  // Write the row before notifying.
  const announcements = announcing(
    input.untold ?? [],
    () => row.settled(),
    (what) => tellNews(life, what),
  );

  /** Of what is deleted nothing is said. */
  function announce(what: NewsKind): void {
    if (life.ending === 'deleted') return;
    announcements.tell({ ...what, avatar: state(), language: life.language ?? input.person.language });
  }

  function decided(decision: Decision, by: Decider, tapped?: number): void {
    const wasAsked = life.asked ?? false;
    delete life.asked;
    if (tapped !== undefined && life.questionId === tapped) delete life.questionId;
    if (wasAsked || isTold({ decision, by })) announce({ kind: 'decided', decision, by });
  }

  function happen(event: AvatarEvent): void {
    if (transition(life, event)) {
      decided('moved_on', 'nobody');
      upsert({ key: avatarStatusKey, value: life.status }, ...attention());
    }
    show('now');
  }

  return {
    input,
    life,
    signals,
    isOpening: () => input.reopen === true && !signals.opened,
    async whenOpened() {
      await condition(() => signals.opened || signals.refused !== undefined);
      if (signals.refused) throw refused({ ...signals.refused, status: life.status });
    },
    message,
    state,
    publish: show,
    photosChanged: faceComparison(life, input),
    notify(kind) {
      if (isQuestion(kind)) life.asked = true;
      announce({ kind });
    },
    decided,
    stopTelling: () => announcements.stop(),
    rows,
    removals,
    checks: new Map(),
    unfinished,
    written: () => row.settled(),
    told: () => announcements.told(),
    async settled() {
      await row.settled();
      await message.settled();
    },
    transition: happen,
    recount(how) {
      const event = countEvent(life, input.policy.photos.minPhotos);
      if (event === null) return false;
      if (event === 'minimum_reached' && how === 'reposted') life.cardLost = true;
      happen(event);
      return true;
    },
  };
}
