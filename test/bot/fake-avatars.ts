import type { AvatarRow } from '../../src/domain/avatar/gallery.ts';
import type { AvatarChoices } from '../../src/domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../src/domain/user/profile.ts';
import type { PhotoFacts } from '../../src/domain/photos/report.ts';
import type { ReceivedPhoto } from '../../src/domain/photos/photo.ts';
import {
  askToStop,
  becomesCard,
  putFailureAside,
  rename,
  seekResult,
  extendWait,
} from '../../src/domain/avatar/commands.ts';
import { countEvent, judge, newLife, receive, type AvatarWorkflowState } from '../../src/domain/avatar/life.ts';
import { bringBack, refusalToBringBack, takeOut } from '../../src/domain/photos/removed.ts';
import { isLiving, takesPhotos, transition } from '../../src/domain/avatar/lifecycle.ts';
import { defined } from '../../src/domain/defined.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { chooseTrainer } from '../../src/domain/training/trainers.ts';
import { refusal, viewOf, type AvatarSetup, type AvatarView } from '../../src/domain/avatar/state.ts';
import type { PhotoLook } from '../../src/workflows/photo-review/contract.ts';
import type { CommandResult, CommandContext, Avatars, Gallery, AccountStatus } from '../../src/bot/ports.ts';

interface Kept {
  readonly avatar: AvatarSetup;
  readonly life: AvatarWorkflowState;
  /** The run has ended: the avatar is only in its row. */
  ended: boolean;
}

type Sent = Omit<Parameters<typeof refusal>[2], 'by'>;

/** Avatars in memory, by the domain's own rules: stands for the workflows, the rows and the focus. */
export class FakeAvatars implements Avatars, Gallery {
  readonly kept = new Map<string, Kept>();
  /** Every command, in order: `<name> <key>`. */
  readonly commands: string[] = [];
  readonly inbox: ReceivedPhoto[] = [];
  /** The photo rows of every avatar; null: the database does not answer. */
  facts: readonly PhotoFacts[] | null = [];
  /** The requested photo reviews. */
  readonly looks: PhotoLook[] = [];
  /** The worker's part: shows photos. */
  onLook: (
    avatar: Pick<AvatarView, 'avatarId' | 'telegramId'>,
    numbers: readonly number[],
    look: PhotoLook,
  ) => Promise<void> = async () => undefined;
  /** Commands wait for it, like without a worker. */
  holding: Promise<unknown> = Promise.resolve();
  /** The answer to every command. */
  answerAll: CommandResult | undefined;
  /** A cancelled training still has to stop. */
  stops = false;
  /** How long trainings took lately, ms. */
  usual: readonly [number, number] | null = null;
  /** Thrown by every read and signal. */
  failure: Error | undefined;
  /** The worker's part: shows the card of a changed avatar. */
  onChange: (state: AvatarView, person: TelegramProfile) => Promise<void> = async () => undefined;
  /** Telegram's file_ids of the covers. */
  readonly covers = new Map<string, string>();
  mainAvatarId: string | null = null;
  #openAvatarId: string | null = null;
  #namingAvatarId: string | null = null;

  // The bot's calls to the workflows.

  create(context: CommandContext, choices: AvatarChoices, cardMessageId: number): Promise<CommandResult> {
    return this.#granted('create', context, async () => {
      if (!this.kept.has(context.avatarId)) {
        const { avatarId, user: person } = context;
        const avatar = avatarOf(avatarId, person, choices);
        const life = newLife(choices.name, cardMessageId, this.kept.size);
        this.kept.set(context.avatarId, { avatar, life, ended: false });
        this.#namingAvatarId = context.avatarId;
      }
      this.#openAvatarId = context.avatarId;
      return this.#changed(context.avatarId);
    });
  }

  async restoreRows(): Promise<CommandResult> {
    return { ok: false, why: 'gone' };
  }

  open(context: CommandContext, cardMessageId: number): Promise<CommandResult> {
    return this.#live('open', context, {}, (life) => {
      becomesCard(life, cardMessageId);
      if (takesPhotos(life.status)) this.#openAvatarId = context.avatarId;
    });
  }

  startTraining(context: CommandContext): Promise<CommandResult> {
    return this.#live('start', context, { action: 'start' }, (life) => transition(life, 'start_confirmed'));
  }

  async cancel(context: CommandContext): Promise<CommandResult> {
    return this.#live('cancel', context, { action: 'cancel' }, (life, kept) => {
      if (this.stops) return askToStop(life);
      transition(life, 'cancelled');
      kept.ended = true;
    });
  }

  extendWait(context: CommandContext): Promise<CommandResult> {
    return this.#live('extend_wait', context, { action: 'extend_wait' }, extendWait);
  }

  removePhoto(context: CommandContext, number: number): Promise<CommandResult> {
    return this.#live('remove', context, { action: 'remove_photo', number }, (life) => {
      const photo = life.photos.find((known) => known.number === number);
      if (photo) takeOut(life, photo);
      recount(life);
    });
  }

  bringBackPhoto(context: CommandContext, number: number): Promise<CommandResult> {
    return this.#granted('bring_back', context, async () => {
      const kept = this.kept.get(context.avatarId);
      if (!kept || kept.ended) return { ok: false, why: 'gone' };
      const why = refusalToBringBack(kept.life, kept.avatar, { by: context.user.telegramId, number });
      if (why) return { ok: false, why };
      bringBack(kept.life, number);
      judge(kept.life, number, { verdict: 'valid', width: 1024, height: 1024 });
      recount(kept.life);
      return this.#changed(context.avatarId);
    });
  }

  async look(avatar: Pick<AvatarView, 'avatarId' | 'telegramId'>, look: PhotoLook): Promise<void> {
    if (this.failure) throw this.failure;
    this.looks.push(look);
    const numbers = (this.kept.get(avatar.avatarId)?.life.photos ?? []).map(({ number }) => number);
    await this.onLook(avatar, numbers, look);
  }

  takeResult(context: CommandContext): Promise<CommandResult> {
    return this.#live('takeResult', context, { action: 'take_result' }, (life) => {
      seekResult(life);
      transition(life, 'result_sought');
    });
  }

  retry(context: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult> {
    return this.#granted('retry', context, async () => {
      const kept = this.kept.get(context.avatarId);
      if (!kept) return { ok: false, why: 'gone' };
      if (row.status === 'cancelled') {
        kept.ended = false;
        becomesCard(kept.life, cardMessageId);
        transition(kept.life, 'retried_upload');
        recount(kept.life);
        return this.#changed(context.avatarId);
      }
      const why = refusal(kept.life, kept.avatar, { by: context.user.telegramId, action: 'retry' });
      if (why) return { ok: false, why };
      transition(kept.life, 'retried_training');
      return this.#changed(context.avatarId);
    });
  }

  replacePhotos(
    context: CommandContext,
    _row: AvatarRow,
    { without }: { cardMessageId: number; without: boolean },
  ): Promise<CommandResult> {
    return this.#live(without ? 'retry_without' : 'mend', context, { action: 'replace_photos' }, (life) => {
      putFailureAside(life, without);
      transition(life, 'retried_upload');
      recount(life);
      if (without && life.status === 'ready') transition(life, 'start_confirmed');
    });
  }

  rename(context: CommandContext, given: { name: string; messageId?: number }): Promise<CommandResult> {
    return this.#granted('rename', context, async () => {
      const kept = this.#own(context.user.telegramId, context.avatarId);
      if (!kept) return { ok: false, why: 'gone' };
      rename(kept.life, given);
      this.#namingAvatarId = null;
      return kept.ended ? { ok: true } : this.#changed(context.avatarId);
    });
  }

  expectName(context: CommandContext): Promise<CommandResult> {
    return this.#granted('expect_name', context, async () => {
      if (!this.#own(context.user.telegramId, context.avatarId)) return { ok: false, why: 'gone' };
      this.#namingAvatarId = context.avatarId;
      return { ok: true };
    });
  }

  keepName(context: CommandContext): Promise<CommandResult> {
    return this.#granted('keep_name', context, async () => {
      if (this.#namingAvatarId === context.avatarId) this.#namingAvatarId = null;
      return { ok: true };
    });
  }

  makeMain(context: CommandContext): Promise<CommandResult> {
    return this.#granted('main', context, async () => {
      if (this.#own(context.user.telegramId, context.avatarId)?.life.status !== 'completed')
        return { ok: false, why: 'gone' };
      this.mainAvatarId = context.avatarId;
      return { ok: true };
    });
  }

  delete(context: CommandContext): Promise<CommandResult> {
    return this.#granted('delete', context, async () => {
      if (!this.#own(context.user.telegramId, context.avatarId)) return { ok: false, why: 'gone' };
      this.kept.delete(context.avatarId);
      return { ok: true };
    });
  }

  preview(context: CommandContext): Promise<CommandResult> {
    return this.#granted('preview', context, async () => ({ ok: true }));
  }

  async takeUpIfLost({ avatarId }: CommandContext): Promise<void> {
    const kept = this.kept.get(avatarId);
    if (kept && isLiving(kept.life.status)) kept.ended = false;
  }

  async state(avatarId: string): Promise<AvatarView | null> {
    await this.holding;
    const kept = this.kept.get(avatarId);
    return kept ? viewOf(kept.life, kept.avatar) : null;
  }

  async photos(_from: unknown, openAvatarId: string | null, photos: readonly ReceivedPhoto[]): Promise<void> {
    if (this.failure) throw this.failure;
    const kept = openAvatarId === null ? undefined : this.kept.get(openAvatarId);
    if (!kept || openAvatarId === null) {
      this.inbox.push(...photos);
      return;
    }
    for (const photo of photos) {
      const event = receive(kept.life, photo, kept.avatar.policy.photos.maxPhotos);
      if (event) transition(kept.life, event);
    }
    for (const { number, verdict } of kept.life.photos) {
      if (verdict === 'pending') judge(kept.life, number, { verdict: 'valid', width: 1024, height: 1024 });
    }
    recount(kept.life);
  }

  // The bot's queries of the database.

  async avatarNamedBy(telegramId: number, messageId: number) {
    const named = [...this.kept.values()].find(
      ({ avatar, life }) => avatar.user.telegramId === telegramId && life.namedBy === messageId,
    );
    return named ? { avatarId: named.avatar.avatarId, name: named.life.name } : null;
  }

  async page(telegramId: number, { offset, limit }: { offset: number; limit: number }) {
    const own = [...this.kept.values()].filter(({ avatar }) => avatar.user.telegramId === telegramId).toReversed();
    const isMain = ({ avatar }: Kept) => Number(avatar.avatarId === this.mainAvatarId);
    const ordered = own.toSorted((one, other) => isMain(other) - isMain(one));
    return { avatars: ordered.slice(offset, offset + limit).map((kept) => this.#rowOf(kept)), total: own.length };
  }

  async namesOf(telegramId: number): Promise<readonly string[]> {
    if (this.failure) throw this.failure;
    const own = [...this.kept.values()].filter(({ avatar }) => avatar.user.telegramId === telegramId);
    return own.map(({ life }) => life.name);
  }

  #rowOf(kept: Kept): AvatarRow {
    const { avatarId } = kept.avatar;
    const cover = kept.life.status === 'completed' ? this.covers.get(avatarId) : undefined;
    const isMain = avatarId === this.mainAvatarId;
    return { ...rowOf(kept), ...(isMain && { isMain }), ...defined({ cover }) };
  }

  async avatar(telegramId: number, avatarId: string): Promise<AvatarRow | null> {
    if (this.failure) throw this.failure;
    const kept = this.#own(telegramId, avatarId);
    return kept ? this.#rowOf(kept) : null;
  }

  async photoFacts(telegramId: number, avatarId: string): Promise<PhotoFacts[]> {
    if (!this.facts) throw new Error('the records do not answer');
    return this.#own(telegramId, avatarId) ? [...this.facts] : [];
  }

  async focusOf(telegramId: number) {
    if (this.failure) throw this.failure;
    const { avatars } = await this.page(telegramId, { offset: 0, limit: 1 });
    const own = (id: string | null) => (id !== null && this.#own(telegramId, id) ? id : null);
    return {
      openAvatarId: own(this.#openAvatarId),
      namingAvatarId: own(this.#namingAvatarId),
      latest: avatars[0] ?? null,
    };
  }

  async usualTime(): Promise<readonly [number, number] | null> {
    if (this.failure) throw this.failure;
    return this.usual;
  }

  /** The account status of everybody; null: unknown. */
  standing: AccountStatus | null = null;
  /** When everybody started their latest avatars. */
  begun: readonly number[] = [];

  async latest(view: AvatarView): Promise<AvatarView> {
    return view;
  }

  async accountOf(): Promise<AccountStatus | null> {
    if (this.failure) throw this.failure;
    return this.standing;
  }

  async recentAvatars(): Promise<readonly number[]> {
    return this.begun;
  }

  // What a test does to them.

  /** A user's avatar in the given state. */
  put(
    avatarId: string,
    person: TelegramProfile,
    name: string,
    change: (life: AvatarWorkflowState) => void = () => undefined,
  ): Kept {
    const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name } as const;
    const life = newLife(name, undefined, 0);
    change(life);
    const ended = life.status === 'completed' || life.status === 'cancelled';
    const kept = { avatar: avatarOf(avatarId, person, choices), life, ended };
    this.kept.set(avatarId, kept);
    if (takesPhotos(life.status)) this.#openAvatarId = avatarId;
    return kept;
  }

  #own(telegramId: number, avatarId: string): Kept | undefined {
    const kept = this.kept.get(avatarId);
    return kept?.avatar.user.telegramId === telegramId ? kept : undefined;
  }

  #live(
    name: string,
    context: CommandContext,
    command: Sent,
    change: (life: AvatarWorkflowState, kept: Kept) => unknown,
  ): Promise<CommandResult> {
    return this.#granted(name, context, async () => {
      const kept = this.kept.get(context.avatarId);
      if (!kept || kept.ended) return { ok: false, why: 'gone' };
      const why = refusal(kept.life, kept.avatar, { by: context.user.telegramId, ...command });
      if (why) return { ok: false, why };
      change(kept.life, kept);
      return this.#changed(context.avatarId);
    });
  }

  async #granted(name: string, { key }: CommandContext, grant: () => Promise<CommandResult>): Promise<CommandResult> {
    this.commands.push(`${name} ${key}`);
    await this.holding;
    return this.answerAll ?? grant();
  }

  async #changed(avatarId: string): Promise<CommandResult> {
    const kept = this.kept.get(avatarId);
    if (!kept) return { ok: false, why: 'gone' };
    if (!takesPhotos(kept.life.status) && this.#openAvatarId === avatarId) this.#openAvatarId = null;
    const state = viewOf(kept.life, kept.avatar);
    await this.onChange(state, kept.avatar.user);
    return { ok: true, state };
  }
}

function recount(life: AvatarWorkflowState): void {
  const event = countEvent(life, defaultPolicy.photos.minPhotos);
  if (event) transition(life, event);
}

function rowOf({ avatar, life }: Kept): AvatarRow {
  const { avatarType, gender, trainingType } = avatar.choices;
  return {
    avatarId: avatar.avatarId,
    name: life.name,
    avatarType,
    gender,
    trainingType,
    status: life.status,
    progress: life.progress,
    photosCount: life.photos.filter(({ verdict }) => verdict === 'valid').length,
    ...defined({ failure: life.failure }),
    createdAt: new Date(0),
  };
}

/** With accepted photos. */
export function withPhotos(life: AvatarWorkflowState, taken: number): void {
  for (let number = 1; number <= taken; number += 1) {
    const photo = { fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number };
    life.photos.push({ ...photo, number, verdict: 'valid' });
  }
  life.lastNumber = taken;
}

function avatarOf(avatarId: string, person: TelegramProfile, choices: AvatarChoices): AvatarSetup {
  return { avatarId, user: person, choices, policy: defaultPolicy, trainer: chooseTrainer(choices.trainingType) };
}
