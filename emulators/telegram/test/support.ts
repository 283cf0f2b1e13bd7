import { expect } from 'chai';
import { Api, GrammyError, HttpError } from 'grammy';
import sharp from 'sharp';
import { TelegramUser } from '../client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator } from '../index.ts';
import type { TelegramEmulator, TelegramEmulatorOptions } from '../index.ts';

/** Whatever the server said. */
export type Json = ReturnType<typeof JSON.parse>;

export interface TelegramScene {
  emulator: TelegramEmulator;
  url: string;
  api: Api;
  user: TelegramUser;
  /** the person's id, who has already written "/start" */
  chatId: number;
}

/** An emulator, an unmodified grammY Api and a person who has started the bot; nothing is left in the queue. */
export async function startScene(options: TelegramEmulatorOptions = {}): Promise<TelegramScene> {
  const emulator = await startTelegramEmulator(options);
  const api = apiOf(emulator.url);
  const user = new TelegramUser(emulator.url, { first_name: 'Анна', username: 'anna', language_code: 'ru' });
  const chatId = await user.id();
  await user.say('/start');
  const [last] = await api.getUpdates({ offset: -1 });
  await api.getUpdates({ offset: (last?.update_id ?? 0) + 1 });
  return { emulator, url: emulator.url, api, user, chatId };
}

export function apiOf(url: string, token = EMULATOR_BOT_TOKEN): Api {
  return new Api(token, { apiRoot: url });
}

/** The Bot API's refusal of a call, `<code>: <description>`. */
export async function botApiRefusal(call: Promise<unknown>): Promise<string> {
  const error = await failure(call);
  expect(error).to.be.instanceOf(GrammyError);
  return error instanceof GrammyError ? `${error.error_code}: ${error.description}` : '';
}

/** The call must end without any answer, as grammY sees it. */
export async function lostCall(call: Promise<unknown>): Promise<void> {
  expect(await failure(call)).to.be.instanceOf(HttpError);
}

export async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

/** A request to the emulator's own side, or to the Bot API by hand. */
export async function request(url: string, body?: unknown, method?: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** A noisy picture that no other seed makes. */
export async function picture(
  seed: number,
  width = 600,
  height = 400,
  format: 'jpeg' | 'png' = 'jpeg',
): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0, value = seed + 1; index < pixels.length; index++) {
    value = (value * 1103515245 + 12345) % 2147483648;
    pixels[index] = value >> 16;
  }
  const raw = sharp(pixels, { raw: { width, height, channels: 3 } });
  return await (format === 'png' ? raw.png({ compressionLevel: 1 }) : raw.jpeg()).toBuffer();
}

export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} did not happen`);
}
