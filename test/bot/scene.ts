import { pino } from 'pino';
import sharp from 'sharp';
import { TelegramUser, textOf, type MessageView, type UserProfile } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { createMessenger } from '../../src/activities/adapters/telegram/messenger.ts';
import { createBot, poll } from '../../src/bot/index.ts';
import { say } from '../../src/chat/i18n.ts';
import { photoReport } from '../../src/domain/photos/report.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import type { CardShown } from '../../src/domain/avatar/card-shown.ts';
import type { Language } from '../../src/domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../src/domain/user/profile.ts';
import { FakeAvatars } from './fake-avatars.ts';
import { FakeUsers } from './fake-users.ts';

/** The bot on the emulator, with avatars in memory, and a user who talks to it. */
export class Scene {
  readonly telegram: TelegramEmulator;
  readonly avatars = new FakeAvatars();
  readonly users = new FakeUsers();
  /** What the bot logged, line by line. */
  readonly logged: string[] = [];
  #stopping: AbortController | undefined;
  #running: Promise<void> | undefined;

  private constructor(telegram: TelegramEmulator) {
    this.telegram = telegram;
    const messenger = createMessenger({ token: EMULATOR_BOT_TOKEN, apiRoot: telegram.url });
    const cards = new Map<string, CardShown>();
    this.avatars.onChange = async (state, { language }) => {
      // Like the run, which knows what its card shows unless another message became the card.
      const key = `${state.avatarId} ${state.cardMessageId}`;
      const before = cards.get(key);
      const card = await messenger.showCard(state, { language, repost: false, ...(before && { shown: before }) });
      if (card?.shown) cards.set(key, card.shown);
    };
    this.avatars.onLook = async ({ avatarId, telegramId }, numbers, { number: wanted, ...look }) => {
      const report = photoReport([], { avatarType: 'character', minPhotos: 10 });
      const number = numbers.find((known) => wanted !== undefined && known >= wanted) ?? (wanted && numbers.at(-1));
      const shade = { r: number ?? 0, g: numbers.length, b: 0 };
      const picture = await sharp({ create: { width: 90, height: 90, channels: 3, background: shade } })
        .jpeg()
        .toBuffer();
      const shown = { ...look, avatarId, telegramId, numbers, report, picture, ...(number && { number }) };
      await messenger.showPhotos(shown, this.avatars.kept.get(avatarId)?.avatar.user.language ?? 'ru');
    };
  }

  static async start(): Promise<Scene> {
    const scene = new Scene(await startTelegramEmulator());
    scene.startBot();
    return scene;
  }

  startBot(): void {
    const logger = pino({ level: 'debug' }, { write: (line: string) => void this.logged.push(line) });
    const deps = { avatars: this.avatars, users: this.users, gallery: this.avatars, policy: defaultPolicy, logger };
    const { bot, deliveries } = createBot({ token: EMULATOR_BOT_TOKEN, apiRoot: this.telegram.url, deps });
    this.#stopping = new AbortController();
    this.#running = poll(bot.api, deliveries, { logger, stopping: this.#stopping.signal });
  }

  async stopBot(): Promise<void> {
    this.#stopping?.abort();
    await this.#running;
  }

  async stop(): Promise<void> {
    await this.stopBot();
    await this.telegram.close();
  }

  async person(profile: Partial<UserProfile> = {}): Promise<Somebody> {
    const user = new TelegramUser(this.telegram.url, { first_name: 'Анна', language_code: 'ru', ...profile });
    return new Somebody(user, await user.id(), profile.language_code === 'en' ? 'en' : 'ru');
  }

  async calls(method: string): Promise<{ params: Record<string, unknown> }[]> {
    const response = await fetch(`${this.telegram.url}/emulator/calls?method=${method}`);
    const answer: unknown = await response.json();
    return Array.isArray(answer) ? answer : (answer as { calls: [] }).calls;
  }

  async fault(fault: object): Promise<void> {
    await this.#post('faults', fault);
  }

  /** Restarts Telegram's update ids. */
  async updateIds(next: number): Promise<void> {
    await this.#post('update-ids', { next });
  }

  async #post(what: string, body: object): Promise<void> {
    await fetch(`${this.telegram.url}/emulator/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}

/** A user at the emulator, who reads what the bot writes. */
export class Somebody {
  readonly user: TelegramUser;
  readonly id: number;
  readonly t: ReturnType<typeof say>;
  readonly person: TelegramProfile;

  constructor(user: TelegramUser, id: number, language: Language) {
    this.user = user;
    this.id = id;
    this.t = say(language);
    this.person = { telegramId: id, language, firstName: 'Анна' };
  }

  /** Waits for a message of the bot with this text. */
  sees(text: string): Promise<MessageView> {
    return this.user.waitFor(
      ({ messages }) => messages.findLast((message) => message.from === 'bot' && textOf(message).includes(text)),
      { what: `“${text}”` },
    );
  }

  /** Taps the button with this text in the bot's language. */
  async taps(key: string, values?: Parameters<ReturnType<typeof say>>[1], messageId?: number): Promise<void> {
    await this.tapsLabel(this.t(key, values), messageId);
  }

  async tapsLabel(label: string, messageId?: number): Promise<void> {
    const fits = ({ id, buttons }: MessageView) =>
      (messageId === undefined || id === messageId) && buttons.flat().some((button) => button.label === label);
    await this.user.waitFor(({ messages }) => messages.find(fits), { what: `the button “${label}”` });
    await this.user.tap(label, messageId === undefined ? {} : { messageId });
  }

  /** Waits for this toast. */
  hears(text: string): Promise<unknown> {
    return this.user.waitFor(({ toasts }) => toasts.find((toast) => toast.text === text), {
      what: `the toast “${text}”`,
    });
  }

  /** Walks the wizard to its end. */
  async makesAvatar(): Promise<MessageView> {
    await this.user.say('/new');
    await this.taps('avatar-type', { value: 'character' });
    await this.taps('gender', { value: 'female' });
    await this.taps('training-type', { value: 'portrait' });
    return this.sees(this.t('card-name-hint'));
  }

  async labels(messageId: number): Promise<string[]> {
    const { messages } = await this.user.chat();
    return (
      messages
        .find(({ id }) => id === messageId)
        ?.buttons.flat()
        .map(({ label }) => label) ?? []
    );
  }

  async botMessages(): Promise<MessageView[]> {
    return (await this.user.chat()).messages.filter(({ from }) => from === 'bot');
  }
}
