import { EventEmitter } from 'node:events';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptySnapshot } from './model.ts';
import type { BotRecord, ChatRecord, Snapshot } from './model.ts';

const SAVE_DELAY_MS = 100;

/** The emulator's memory: a plain object, written whole and atomically shortly after each change. */
export class Store {
  readonly data: Snapshot;
  /** emits the chat's key, and `chat` with the chat, when something in it changed; `people` on a change of users or bots */
  readonly changes = new EventEmitter().setMaxListeners(0);
  readonly #file: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #writing: Promise<void> = Promise.resolve();

  private constructor(data: Snapshot, file: string | undefined) {
    this.data = data;
    this.#file = file;
  }

  /** Reads the folder's state; without a folder nothing is written. */
  static async open(folder: string | undefined): Promise<Store> {
    if (folder === undefined) return new Store(emptySnapshot(), undefined);
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'state.json');
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    const data: Snapshot = text === undefined ? emptySnapshot() : JSON.parse(text);
    return new Store(data, file);
  }

  botByToken(token: string): BotRecord | undefined {
    return Object.values(this.data.bots).find((bot) => bot.token === token);
  }

  chat(botId: number, userId: number): ChatRecord | undefined {
    return this.data.chats[chatKey(botId, userId)];
  }

  openChat(botId: number, userId: number): ChatRecord {
    return (this.data.chats[chatKey(botId, userId)] ??= {
      bot_id: botId,
      user_id: userId,
      version: 0,
      blocked: false,
      messages: [],
      toasts: [],
    });
  }

  /** Call after a change that a user sees in a chat. */
  touch(chat: ChatRecord): void {
    chat.version++;
    this.changed();
    this.changes.emit(chatKey(chat.bot_id, chat.user_id));
    this.changes.emit('chat', chat);
  }

  /** Call after a change of a user, or of a bot's commands and texts. */
  touchPeople(): void {
    this.changed();
    this.changes.emit('people');
  }

  /** Call after any other change. */
  changed(): void {
    if (this.#file === undefined || this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#save().catch((error: unknown) => process.emitWarning(`state not saved: ${String(error)}`));
    }, SAVE_DELAY_MS);
  }

  /** Resolves when all changes are on disk; later ones are not written. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#save();
  }

  async #save(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#writing = this.#write(file, this.#writing);
    await this.#writing;
  }

  async #write(file: string, earlier: Promise<void>): Promise<void> {
    await earlier.catch(() => undefined);
    await writeFile(`${file}.new`, JSON.stringify(this.data));
    await rename(`${file}.new`, file);
  }
}

export function chatKey(botId: number, userId: number): string {
  return `${botId}:${userId}`;
}
