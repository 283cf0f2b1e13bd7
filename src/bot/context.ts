import type { Api, Context } from 'grammy';
import type { Logger } from 'pino';
import { defined } from '../domain/defined.ts';
import type { Callback } from '../chat/callbacks.ts';
import { say, languageOf, type Say } from '../chat/i18n.ts';
import { isLostToEdits, isNotModified } from '../chat/telegram-refusals.ts';
import { markup, type View } from '../chat/view.ts';
import type { Language } from '../domain/avatar/avatar.ts';
import type { Person } from '../domain/user/person.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import type { TrainerSelection } from '../domain/training/trainers.ts';
import { isAlreadyShown } from './already-shown.ts';
import { forLog } from './errors.ts';
import { redrawPictured, sendPictured } from './pictures.ts';
import type { CommandContext, Avatars, Gallery, People, AccountStatus } from './ports.ts';
import { keyOf } from './updates/update-key.ts';

/** What the bot is given at composition. */
export interface BotDeps {
  readonly avatars: Avatars;
  readonly gallery: Gallery;
  readonly people: People;
  readonly policy: AvatarPolicy;
  /** What trains avatars that begin from now on. */
  readonly trainers?: TrainerSelection;
  readonly logger: Logger;
}

/** Set for every update by the first middleware. */
interface Flavour {
  /** Calls that are never made again: see courtesy.ts. */
  courtesies: Api;
  t: Say;
  language: Language;
  log: Logger;
  /** What the tapped button carries; null: none was tapped, or it is none of ours. */
  callback: Callback | null;
  /** null: we do not know them yet, or cannot ask. */
  standing: AccountStatus | null;
  /** The tap has its answer: Telegram takes one. */
  acknowledged?: true;
  /** The button may be tapped again at once. */
  mayRepeat?: true;
}
export type BotContext = Context & Flavour;

/** A context of which Telegram says who it is from. */
export function telegramIdOf(ctx: BotContext): number {
  const id = ctx.from?.id;
  if (id === undefined) throw new Error('an update from nobody passed the filter of private chats');
  return id;
}

export async function prepare(ctx: BotContext, { gallery }: Pick<BotDeps, 'gallery'>): Promise<void> {
  ctx.language = languageOf(ctx.from?.language_code);
  ctx.t = say(ctx.language);
  ctx.standing = await gallery.standingOf(telegramIdOf(ctx)).catch((error: unknown) => {
    // Telegram's own word on the language will do until the database is back.
    ctx.log.warn(
      { err: forLog(error) },
      'the database does not answer: the person is written to in the language that Telegram tells',
    );
    return null;
  });
  if (ctx.standing && !followsTelegram(ctx)) ctx.language = ctx.standing.language;
  ctx.t = say(ctx.language);
}

/** Whoever has chosen no language is spoken to in Telegram's: not every client of theirs says which that is. */
function followsTelegram({ standing, from }: BotContext): boolean {
  return !standing?.languageChosen && (from?.language_code ?? '') !== '';
}

export function askingOf(ctx: BotContext, avatarId: string): CommandContext {
  const message = ctx.callbackQuery?.message;
  const tapped = message && !message.photo ? { tapped: message.message_id } : {};
  return { avatarId, person: personOf(ctx), key: keyOf(ctx.update), ...tapped };
}

export function personOf(ctx: BotContext): Person {
  const { from } = ctx;
  return {
    telegramId: telegramIdOf(ctx),
    language: languageOf(from?.language_code),
    firstName: from?.first_name ?? '',
    ...defined({ username: from?.username }),
  };
}

export async function send(ctx: BotContext, view: View): Promise<void> {
  if (await sendPictured(ctx, view)) return;
  await ctx.reply(view.text, { reply_markup: markup(view) });
}

/** Puts a view in place of the tapped message; a message that is gone or too old is replaced by a new one. */
export async function redraw(ctx: BotContext, view: View): Promise<void> {
  if (isAlreadyShown(ctx, view)) return;
  if (await redrawPictured(ctx, view)) return;
  try {
    await ctx.editMessageText(view.text, { reply_markup: markup(view) });
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (isNotModified(text)) return;
    if (!isLostToEdits(text)) throw error;
    await send(ctx, view);
  }
}
