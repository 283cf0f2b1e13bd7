import type { Api, Context, Filter } from 'grammy';
import type { Logger } from 'pino';
import { defined } from '../domain/defined.ts';
import type { Callback } from '../chat/callbacks.ts';
import { say, languageOf, type Say } from '../chat/i18n.ts';
import type { Language } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { TelegramProfile } from '../domain/user/profile.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import type { TrainerSelection } from '../domain/training/trainers.ts';
import { forLog } from './errors.ts';
import type { CommandContext, Avatars, Gallery, Users, AccountStatus } from './ports.ts';
import { keyOf } from './updates/update-key.ts';

export interface BotDeps {
  readonly avatars: Avatars;
  readonly gallery: Gallery;
  readonly users: Users;
  readonly policy: AvatarPolicy;
  readonly trainers?: TrainerSelection;
  readonly logger: Logger;
}

/** The first middleware sets these for every update. */
interface Flavour {
  /** Calls that are never repeated: see `courtesy`. */
  courtesies: Api;
  t: Say;
  language: Language;
  log: Logger;
  /** The tapped button's content; null: no tap, or no button of ours. */
  callback: Callback | null;
  /** null: a new user, or the database is down. */
  account: AccountStatus | null;
  /** The tap was answered: Telegram accepts one answer. */
  acknowledged?: true;
  mayRepeat?: true;
}
export type BotContext = Context & Flavour;

export function telegramIdOf(ctx: BotContext): number {
  const id = ctx.from?.id;
  if (id === undefined) throw new Error('an update from nobody passed the filter of private chats');
  return id;
}

export async function prepare(ctx: BotContext, { gallery }: Pick<BotDeps, 'gallery'>): Promise<void> {
  ctx.language = languageOf(ctx.from?.language_code);
  ctx.t = say(ctx.language);
  ctx.account = await gallery.accountOf(telegramIdOf(ctx)).catch((error: unknown) => {
    // Telegram's language will do until the database is back.
    ctx.log.warn({ err: forLog(error) }, 'the database does not answer: the user is written to in Telegram’s language');
    return null;
  });
  if (ctx.account && !followsTelegram(ctx)) ctx.language = ctx.account.language;
  ctx.t = say(ctx.language);
}

/** Without a choice, the user's language is Telegram's, if their client sends one. */
function followsTelegram({ account: standing, from }: BotContext): boolean {
  return !standing?.languageChosen && (from?.language_code ?? '') !== '';
}

export function askingOf(ctx: BotContext, avatarId: string): CommandContext {
  const message = ctx.callbackQuery?.message;
  const of = message && !message.photo ? { tapped: message.message_id } : {};
  return { avatarId, user: profileOf(ctx), key: keyOf(ctx.update), ...of };
}

export function profileOf(ctx: BotContext): TelegramProfile {
  const { from } = ctx;
  return {
    telegramId: telegramIdOf(ctx),
    language: languageOf(from?.language_code),
    firstName: from?.first_name ?? '',
    ...defined({ username: from?.username }),
  };
}

type Tap<K extends Callback['kind']> = Filter<BotContext, 'callback_query:data'> & {
  callback: Extract<Callback, { kind: K }>;
};

/** Passes taps on buttons of one kind. */
export function tapped<K extends Callback['kind']>(kind: K): (ctx: BotContext) => ctx is Tap<K> {
  return (ctx): ctx is Tap<K> => ctx.callback?.kind === kind;
}

/**
 * The avatar of a tap. If it has a run and no row, for example after an older database was restored, its run writes the
 * row again, and the user's language is the one that the run knows.
 * @returns null: the user has no such avatar
 */
export async function tappedAvatar(
  ctx: BotContext,
  avatarId: string,
  { avatars, gallery }: Pick<BotDeps, 'avatars' | 'gallery'>,
): Promise<AvatarRow | null> {
  const row = await gallery.avatar(telegramIdOf(ctx), avatarId);
  if (row) return row;
  const { ok } = await avatars.restoreRows(askingOf(ctx, avatarId));
  if (!ok) return null;
  await prepare(ctx, { gallery });
  return gallery.avatar(telegramIdOf(ctx), avatarId);
}

/**
 * A call that is worth one try, such as the answer to a tap or a hint. It is never repeated; a failure is logged and
 * changes nothing.
 * @returns whether Telegram accepted it
 */
export async function courtesy(ctx: BotContext, call: (api: Api) => Promise<unknown>): Promise<boolean> {
  try {
    await call(ctx.courtesies);
    return true;
  } catch (error) {
    ctx.log.info({ err: forLog(error) }, 'a courtesy was not taken');
    return false;
  }
}
