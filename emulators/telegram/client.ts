import type { ServiceKind } from './service-messages.ts';
import type { PlayedKind, SharedKind } from './user-side.ts';
import type { ChatView, MessageView } from './view.ts';

export type { ChatView, MessageView } from './view.ts';

export interface UserProfile {
  id?: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export interface SendOptions {
  /** as albums of at most ten that share a media_group_id */
  album?: boolean;
  /** updates in any order but the given one */
  shuffle?: boolean;
  /** as files, with their original bytes and names */
  as?: 'photo' | 'document';
  /** ms between the updates */
  gapMs?: number;
  caption?: string;
  /** forwarded from the user's own messages in another chat */
  forwarded?: boolean;
}

export interface OwnFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface SentFiles {
  message_ids: number[];
  media_group_ids: string[];
}

export interface Tapped {
  callback_query_id?: string;
  message_id: number;
  data?: string;
  url?: string;
}

/** The emulator refused what the user tried; the message says why. */
export class TelegramUserError extends Error {
  override readonly name = 'TelegramUserError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The awaited change did not come in time; the message shows the end of the chat. */
export class ChatTimeoutError extends Error {
  override readonly name = 'ChatTimeoutError';
}

/** A Telegram user, played through the emulator's user side. Registers itself on its first action. */
export class TelegramUser {
  readonly #base: string;
  readonly #profile: UserProfile;
  #id: Promise<number> | undefined;

  /** @param baseUrl the emulator's address, without a slash at the end */
  constructor(baseUrl: string, profile: UserProfile) {
    this.#base = baseUrl;
    this.#profile = profile;
  }

  /** The user's Telegram id, which is also the private chat's id. */
  async id(): Promise<number> {
    this.#id ??= this.#json<{ id: number }>('/emulator/users', this.#profile).then(({ id }) => id);
    return await this.#id;
  }

  /** @returns the message's id */
  async say(text: string, options: { replyTo?: number } = {}): Promise<number> {
    const body = { text, ...(options.replyTo !== undefined && { reply_to_message_id: options.replyTo }) };
    return (await this.#act<{ message_id: number }>('text', body)).message_id;
  }

  async sendPhotos(files: OwnFile[], options: SendOptions = {}): Promise<SentFiles> {
    const query = new URLSearchParams();
    if (options.album) query.set('album', '1');
    if (options.forwarded) query.set('forwarded', '1');
    if (options.shuffle) query.set('shuffle', '1');
    if (options.as === 'document') query.set('as', 'document');
    if (options.gapMs !== undefined) query.set('gap_ms', String(options.gapMs));
    const form = new FormData();
    if (options.caption !== undefined) form.set('caption', options.caption);
    for (const file of files) append(form, file);
    return await this.#act<SentFiles>(`photos?${query.toString()}`, form);
  }

  /** Sends media that is played, a place, a contact or a poll, with made-up content. A sticker from a given file belongs to no set. */
  async sendMedia(
    kind: PlayedKind | SharedKind,
    { file, animated = false }: { file?: OwnFile; animated?: boolean } = {},
  ): Promise<SentFiles> {
    return await this.#act<SentFiles>(`${kind}${animated ? '?animated=1' : ''}`, file ? formOf(file) : {});
  }

  /** Sends a live photo. `alone`: the message has `live_photo` but no `photo`. */
  async sendLivePhoto(still: OwnFile, { alone = false }: { alone?: boolean } = {}): Promise<SentFiles> {
    return await this.#act<SentFiles>(`live_photo${alone ? '?alone=1' : ''}`, formOf(still));
  }

  /** Makes a service message: a pin, a timer, a gift … */
  async serviceMessage(kind: ServiceKind): Promise<void> {
    await this.#act('service', { kind });
  }

  /** Edits the text or the file of one of the user's own messages. */
  async edit(messageId: number, change: { text: string } | { file: OwnFile }): Promise<void> {
    const query = `edit?message_id=${messageId}`;
    await this.#act(query, 'file' in change ? formOf(change.file) : change);
  }

  /** Clears the history for both sides. */
  async clear(): Promise<void> {
    await this.#act('clear', {});
  }

  /**
   * Presses an inline button by its label or its data: the newest one, or that of the given message.
   * `force` sends data that no button carries.
   * @throws TelegramUserError listing the buttons there are
   */
  async tap(button: string | { data: string }, options: { messageId?: number; force?: boolean } = {}): Promise<Tapped> {
    const what = typeof button === 'string' ? { label: button } : button;
    const { messageId, force } = options;
    return await this.#act<Tapped>('tap', { ...what, message_id: messageId, force });
  }

  async block(): Promise<void> {
    await this.#act('block', {});
  }

  async unblock(): Promise<void> {
    await this.#act('unblock', {});
  }

  async deactivate(): Promise<void> {
    await this.#act('deactivate', {});
  }

  /** The current chat. */
  async chat(): Promise<ChatView> {
    return await this.#get(`/emulator/chats/${await this.id()}`);
  }

  async lastBotMessage(): Promise<MessageView | undefined> {
    return (await this.chat()).messages.findLast(({ from }) => from === 'bot');
  }

  /**
   * Waits until the predicate returns a value other than undefined or false.
   * @returns that value
   * @throws ChatTimeoutError showing the last messages
   */
  async waitFor<T>(
    predicate: (chat: ChatView) => T | undefined | false,
    { timeoutMs = 10_000, what = 'the awaited change' }: { timeoutMs?: number; what?: string } = {},
  ): Promise<T> {
    const end = Date.now() + timeoutMs;
    let chat = await this.chat();
    for (;;) {
      const found = predicate(chat);
      if (found !== undefined && found !== false) return found;
      const left = end - Date.now();
      if (left <= 0) throw new ChatTimeoutError(`${what} did not come within ${timeoutMs} ms\n${describeChat(chat)}`);
      const seconds = Math.min(left, 1000) / 1000;
      const path = `/emulator/chats/${await this.id()}?after=${chat.version}&timeout=${seconds}`;
      chat = await this.#get(path).catch(async (error: unknown) => {
        // The emulator may be restarting: retry a lost connection until the time is up.
        if (error instanceof TelegramUserError) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return chat;
      });
    }
  }

  async #act<T>(action: string, body: unknown): Promise<T> {
    return await this.#json<T>(`/emulator/users/${await this.id()}/${action}`, body);
  }

  async #json<T>(path: string, body: unknown): Promise<T> {
    const form = body instanceof FormData;
    return await read<T>(
      await fetch(this.#base + path, {
        method: 'POST',
        ...(!form && { headers: { 'content-type': 'application/json' } }),
        body: form ? body : JSON.stringify(body),
      }),
    );
  }

  async #get(path: string): Promise<ChatView> {
    return await read<ChatView>(await fetch(this.#base + path));
  }
}

function append(form: FormData, { name, bytes }: OwnFile): void {
  form.append('photo', new Blob([new Uint8Array(bytes)]), name);
}

function formOf(file: OwnFile): FormData {
  const form = new FormData();
  append(form, file);
  return form;
}

/** The text or the caption of a message; empty without either. */
export function textOf(message: MessageView | undefined): string {
  return message?.text ?? message?.caption ?? '';
}

/** The end of a chat, for people to read. */
function describeChat(chat: ChatView, last = 8): string {
  const lines = chat.messages.slice(-last).map((message) => {
    const media = message.media ? `<${message.media.kind}> ` : '';
    const buttons = message.buttons.map((row) => row.map(({ label }) => `[${label}]`).join(' ')).join(' / ');
    return `  #${message.id} ${message.from}: ${media}${textOf(message)}${buttons && `\n      ${buttons}`}`;
  });
  const toasts = chat.toasts.slice(-3).map(({ text }) => `  toast: ${text}`);
  return ['the chat ends with', ...lines, ...toasts].join('\n');
}

async function read<T>(response: Response): Promise<T> {
  const body: T & { error?: string } = JSON.parse(await response.text());
  if (!response.ok) throw new TelegramUserError(response.status, body.error ?? response.statusText);
  return body;
}
