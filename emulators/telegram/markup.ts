import { badRequest } from './errors.ts';
import { LIMITS } from './limits.ts';
import type { InlineButton, InlineKeyboard } from './model.ts';
import { isRecord } from './params.ts';
import type { Params } from './params.ts';

/** The content of reply_markup: buttons on the message, or a change of the keyboard under the input field. */
export type Markup = { inline: InlineKeyboard } | { keyboard: string[][] } | { remove: true } | Record<string, never>;

const KINDS = ['callback_data', 'url', 'web_app', 'login_url', 'switch_inline_query', 'pay', 'copy_text'];
const KINDS_ALSO = ['switch_inline_query_current_chat', 'switch_inline_query_chosen_chat', 'callback_game'];

/** @throws BotApiError for what the server refuses (InlineKeyboardMarkup, ReplyKeyboardMarkup) */
export function readMarkup(params: Params): Markup {
  const value = params.json('reply_markup', 'reply keyboard markup');
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw badRequest('object expected as reply markup');
  if (value['remove_keyboard'] === true) return { remove: true };
  if (value['keyboard'] !== undefined) {
    const rows = arrays(value['keyboard'], 'field "keyboard" must be an Array of Arrays');
    return { keyboard: rows.map((row) => row.map(keyLabel)) };
  }
  if (value['inline_keyboard'] === undefined) return {};
  const complaint = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays';
  const rows = arrays(value['inline_keyboard'], complaint).map((row) => row.map(checkButton));
  const filled = rows.filter((row) => row.length > 0);
  if (filled.flat().length > LIMITS.keyboardButtons) throw badRequest('reply markup is too long');
  return filled.length === 0 ? {} : { inline: { inline_keyboard: filled } };
}

/** For edits, which take buttons alone. @throws BotApiError "inline keyboard expected" */
export function readInlineMarkup(params: Params): InlineKeyboard | undefined {
  const markup = readMarkup(params);
  if ('keyboard' in markup || 'remove' in markup) throw badRequest('inline keyboard expected');
  return 'inline' in markup ? markup.inline : undefined;
}

function arrays(value: unknown, complaint: string): unknown[][] {
  if (!Array.isArray(value)) throw badRequest(complaint);
  return value.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(complaint);
    return row as unknown[];
  });
}

function keyLabel(value: unknown): string {
  const label = isRecord(value) ? value['text'] : value;
  if (typeof label !== 'string')
    throw badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object");
  if (label === '') throw badRequest('keyboard button text must be non-empty');
  return label;
}

const refuse = (reason: string): Error => badRequest(`can't parse inline keyboard button: ${reason}`);

function checkButton(value: unknown): InlineButton {
  if (!isRecord(value)) throw refuse('InlineKeyboardButton must be an Object');
  const { text, callback_data: data, url } = value;
  if (typeof text !== 'string') throw refuse('Field "text" must be of type String');
  if (text === '') throw badRequest('inline keyboard button text must be non-empty');
  const kind = [...KINDS, ...KINDS_ALSO].find((name) => value[name] !== undefined && value[name] !== '');
  if (kind === undefined) throw refuse('Text buttons are unallowed in the inline keyboard');
  if (kind === 'callback_data') {
    if (typeof data !== 'string') throw refuse('Field "callback_data" must be of type String');
    if (Buffer.byteLength(data) > LIMITS.callbackDataBytes) throw badRequest('BUTTON_DATA_INVALID');
  }
  if (kind === 'url' && !isLink(String(url))) {
    throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`);
  }
  return { ...value, text };
}

/** Telegram rejects hosts without a dot, such as localhost. */
function isLink(url: string): boolean {
  const full = /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(full)) return false;
  const { protocol, hostname } = new URL(full);
  return protocol === 'tg:' || (/^https?:$/.test(protocol) && hostname.includes('.'));
}
