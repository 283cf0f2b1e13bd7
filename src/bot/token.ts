import { Api, GrammyError } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import { TelegramUnreachable } from '../chat/telegram-refusals.ts';

/** Source: core.telegram.org/bots/api#authorizing-your-bot; the secret has 35 characters in every token seen. */
const SHAPE = /^\d{6,}:[A-Za-z0-9_-]{35}$/;

const steps = `How to get a token:
  1. Open Telegram and find @BotFather.
  2. Send /newbot, then a name, then a username that ends in "bot".
     For a bot that you have already: /mybots, choose it, API Token.
  3. Copy the token, which looks like 123456789:AAE… (digits, a colon, 35 characters).
  4. Put it into the environment: TELEGRAM_BOT_TOKEN=…`;

/** Thrown when the token is malformed or unknown to Telegram. The message says how to get one, and never contains the token. */
export class BadToken extends Error {
  override readonly name = 'BadToken';
  constructor(what: string) {
    super(`TELEGRAM_BOT_TOKEN ${what}.\n\n${steps}`);
  }
}

/** Asks Telegram whose token it is. @throws {BadToken} @throws {TelegramUnreachable} Telegram cannot be asked about the token now */
export async function checkToken(token: string, apiRoot: string): Promise<UserFromGetMe> {
  if (!SHAPE.test(token)) throw new BadToken('does not look like a token');
  try {
    return await new Api(token, { apiRoot, timeoutSeconds: 20 }).getMe();
  } catch (error) {
    if (error instanceof GrammyError && [401, 404].includes(error.error_code)) {
      throw new BadToken('is not known to Telegram: it was revoked, or mistyped');
    }
    const host = new URL(apiRoot).host;
    throw new TelegramUnreachable(`Telegram does not answer at ${host}: check the network, or TELEGRAM_API_ROOT`);
  }
}
