import { TelegramUser, textOf, type MessageView } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../emulators/telegram/index.ts';
import { createMessenger } from '../../src/activities/adapters/telegram/messenger.ts';
import { createCardActivities } from '../../src/activities/avatar/card.ts';
import { createChatActivities } from '../../src/activities/avatar/chat.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { say } from '../../src/chat/i18n.ts';
import type { Language } from '../../src/domain/avatar/avatar.ts';
import { OWNER, type WorkflowLab } from './workflow-lab.ts';

/** A write of a card: the wanted state, the time, ms since the epoch, and its calls. */
export interface Write {
  readonly stage: string;
  readonly begun: number;
  readonly ended: number;
  readonly calls: readonly Call[];
}

export interface Call {
  readonly index: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly ok: boolean | null;
  readonly error?: string;
}

/** The lab's runs write to the Telegram emulator, as the worker does. */
export class ChatLab {
  readonly user: TelegramUser;
  readonly writes: Write[] = [];
  language: Language = 'ru';
  readonly #telegram: TelegramEmulator;

  private constructor(telegram: TelegramEmulator, { fakes }: WorkflowLab) {
    this.#telegram = telegram;
    this.user = new TelegramUser(telegram.url, { id: OWNER, first_name: 'Анна', language_code: 'ru' });
    const messenger = createMessenger({ token: EMULATOR_BOT_TOKEN, apiRoot: telegram.url });
    const records = {
      addressee: async () => ({ language: this.language, blocked: false }),
      setBlocked: async () => undefined,
      keepMissed: async () => undefined,
      holdCard: async () => 'no_row' as const,
      // Activities that write to users need no more of the records.
    } as unknown as ActivityDeps['records'];
    const chat = { ...createChatActivities({ messenger, records }), ...createCardActivities({ messenger, records }) };
    fakes.script.announcing = chat.announce;
    fakes.script.showing = async (card) => {
      const before = (await this.calls()).length;
      const begun = Date.now();
      const shown = await chat.showCard(card);
      const { status, training, photos } = card.avatar;
      const stage = [status, training?.phase, photos.pending > 0 ? 'checking' : ''].join(' ');
      this.writes.push({ stage, begun, ended: Date.now(), calls: (await this.calls()).slice(before) });
      return shown;
    };
  }

  static async start(lab: WorkflowLab): Promise<ChatLab> {
    const chat = new ChatLab(await startTelegramEmulator(), lab);
    await chat.user.say('/start');
    return chat;
  }

  stop(): Promise<void> {
    return this.#telegram.close();
  }

  get t() {
    return say(this.language);
  }

  /** All calls to Telegram, in order. */
  async calls(): Promise<Call[]> {
    const answer = (await (await fetch(`${this.#telegram.url}/emulator/calls`)).json()) as Call[] | { calls: Call[] };
    return Array.isArray(answer) ? answer : answer.calls;
  }

  /** Waits for a message of the bot with this text. */
  sees(text: string): Promise<MessageView> {
    return this.user.waitFor(
      ({ messages }) => messages.findLast((message) => message.from === 'bot' && textOf(message).includes(text)),
      { what: `“${text}”` },
    );
  }

  async botMessages(): Promise<MessageView[]> {
    return (await this.user.chat()).messages.filter(({ from }) => from === 'bot');
  }
}
