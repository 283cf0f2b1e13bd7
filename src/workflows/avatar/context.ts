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

/** One run of an avatar: its state, its signals, and the two places that show it. */
export interface AvatarContext {
  readonly input: AvatarInput;
  readonly life: AvatarWorkflowState;
  readonly signals: TrainingSignals;
  readonly message: LatestWriter;
  state(): AvatarView;
  /** A reopened avatar has its state once its rows are read. Before that nothing is judged, sent or drawn. */
  isOpening(): boolean;
  /** Resolves when the avatar's rows exist. @throws {ApplicationFailure} ActionRefused: there will be none */
  whenOpened(): Promise<void>;
  /** Moves the avatar along the transition table and shows it everywhere. */
  transition(event: AvatarEvent): void;
  /**
   * Moves the avatar along if its photos are enough now, or no longer.
   * @param how `reposted`: the user should notice, so the card is sent as a new message
   * @returns whether it has moved
   */
  recount(how?: 'reposted'): boolean;
  /** Something other than the status has changed. @param when `now`: a user waits for it, or it is another stage */
  publish(when?: 'now'): void;
  /** The set of valid photos has changed: if it is enough for a training, compare the faces. */
  photosChanged(): void;
  /** Sends the user a message of its own, in the background: nothing waits for Telegram. */
  notify(kind: AvatarNewsKind): void;
  /**
   * An open question, if any, is decided: its message shows that, and the user is told what they do not know.
   * @param tapped the message of the deciding tap, which the bot draws
   */
  decided(decision: Decision, by: Decider, tapped?: number): void;
  /** Sends no more news. @returns unsent news, first to last */
  stopTelling(): Promise<AvatarNews[]>;
  /** Photos whose rows and files are being removed, by their numbers. */
  readonly removals: Set<number>;
  /** Of them, those that were removed before they had a verdict: their check may have stored them. */
  readonly removedUnchecked: Set<number>;
  /** The running check of photos. `isAwaited`: somebody waits for its verdicts. */
  checks?: { readonly scope: CancellationScope; isAwaited: boolean };
  /** Background work that the run waits for at its end. Never rejects. */
  readonly unfinished: Set<Promise<unknown>>;
  readonly rows: AvatarRows;
  /** Resolves when the row has the current state. */
  written(): Promise<void>;
  /** Resolves when all news are sent, or given up. */
  told(): Promise<void>;
  /** Resolves when everything is shown. Does not wait for a comparison of faces, which is only a hint. */
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

  /** Changed search attributes. They follow from the state, and so are set and removed automatically. */
  function attention(): SearchAttributeUpdatePair[] {
    const value = attentionOf(life);
    if (workflowInfo().typedSearchAttributes.get(avatarAttentionKey) === value) return [];
    return [{ key: avatarAttentionKey, value: value ?? null }];
  }

  function upsert(...pairs: SearchAttributeUpdatePair[]): void {
    if (pairs.length > 0) upsertSearchAttributes(pairs);
  }

  function show(when?: 'now'): void {
    life.revision += 1;
    setCurrentDetails(statusCard(life, input));
    upsert(...attention());
    row.due();
    // The bot removes a deleted avatar's card, so a training that is still being stopped must not draw it again.
    if (life.ending !== 'deleted') message.due(when);
  }

  // Write the row before notifying.
  const announcements = announcing(
    input.untold ?? [],
    () => row.settled(),
    (what) => tellNews(life, what),
  );

  function announce(what: NewsKind): void {
    if (life.ending === 'deleted') return;
    announcements.tell({ ...what, avatar: state(), language: life.language ?? input.user.language });
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
    removedUnchecked: new Set(),
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
