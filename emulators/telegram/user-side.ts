import { randomInt } from 'node:crypto';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import type { Upload } from './files.ts';
import { LIMITS } from './limits.ts';
import { now } from './model.ts';
import type { BotRecord, ChatRecord, Media, Shared, StoredMessage, UserRecord } from './model.ts';
import { photoRefusal } from './photos.ts';
import { isServiceKind, serviceMessages } from './service-messages.ts';
import { plainText } from './text.ts';
import { wireBot, wireChat, wireMessage, wireUser } from './wire.ts';

export interface Pair {
  bot: BotRecord;
  user: UserRecord;
}

export interface SentPhotosOptions {
  album: boolean;
  shuffle: boolean;
  document: boolean;
  /** the large-photo option of the clients: 2560 px instead of 1280 */
  large: boolean;
  /** ms between the updates, for late parts */
  gapMs: number;
  caption?: string;
  /** forwarded from the user's own messages in another chat */
  forwarded?: boolean;
}

export const playedKinds = ['sticker', 'voice', 'video', 'animation', 'video_note', 'audio'] as const;
export type PlayedKind = (typeof playedKinds)[number];
export const sharedKinds = ['location', 'contact', 'poll'] as const;
export type SharedKind = (typeof sharedKinds)[number];

export interface Sent {
  message_ids: number[];
  /** one for each message that is part of an album */
  media_group_ids: string[];
}

type Content = Omit<StoredMessage, 'message_id' | 'from' | 'date' | 'edit_count'>;

/** A user's actions in a client: write, send files, block and unblock. */
export class UserSide {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Splits texts that are longer than a message, as clients do. @throws ControlError */
  say(pair: Pair, text: string, replyTo?: number): Sent {
    if (text.trim() === '') throw new ControlError(400, '"text" must not be empty');
    const chat = this.#writable(pair);
    const parts = split(text);
    const messages = parts.map((part) => {
      const content: Content = { ...plainText(part) };
      if (replyTo !== undefined) content.reply_to = replyTo;
      return this.#write(pair, chat, content);
    });
    for (const message of messages) this.#announce(pair, chat, message);
    return sent(messages);
  }

  /** Sends photos and files; files that are not pictures go as documents, as from a real client. @throws ControlError */
  async sendFiles(pair: Pair, uploads: Upload[], options: SentPhotosOptions): Promise<Sent> {
    if (uploads.length === 0) throw new ControlError(400, 'no file in the request');
    const chat = this.#writable(pair);
    const media: Media[] = [];
    for (const upload of uploads) media.push(await this.#store(pair.bot, upload, options));
    const messages = group(media, options.album).flatMap((album, place) => {
      const id = album.length > 1 ? `${Date.now()}${randomInt(1000, 9999)}${place}` : undefined;
      return album.map((one, index) => {
        const content: Content = { media: one };
        if (id !== undefined) content.media_group_id = id;
        if (options.forwarded) content.forwarded_from = pair.user.id;
        // A caption belongs to one part of an album only.
        if (options.caption && index === 0 && place === 0) {
          Object.assign(content, captionOf(options.caption));
        }
        return this.#write(pair, chat, content);
      });
    });
    const order = options.shuffle ? shuffled(messages) : messages;
    for (const [index, message] of order.entries()) {
      if (index > 0 && options.gapMs > 0) await new Promise((resolve) => setTimeout(resolve, options.gapMs));
      this.#announce(pair, chat, message);
    }
    return sent(messages);
  }

  /**
   * Sends a file that is neither photo nor document, by default with made-up bytes. A sticker with given bytes belongs to no set,
   * like a .webp sent as a file. @throws ControlError
   */
  async sendMedia(
    pair: Pair,
    kind: PlayedKind,
    upload: Upload | undefined,
    { animated = false }: { animated?: boolean } = {},
  ): Promise<Sent> {
    const chat = this.#writable(pair);
    const defaults = {
      sticker: { name: 'sticker.webp', mime: 'image/webp', width: 512, height: 512 },
      voice: { name: 'voice.ogg', mime: 'audio/ogg', duration: 2 },
      video: { name: 'video.mp4', mime: 'video/mp4', width: 640, height: 360, duration: 3 },
      // Clients send a GIF as a video without sound.
      animation: { name: 'animation.gif.mp4', mime: 'video/mp4', width: 320, height: 320, duration: 2 },
      video_note: { name: 'video_note.mp4', mime: 'video/mp4', width: 384, height: 384, duration: 4 },
      audio: { name: 'song.mp3', mime: 'audio/mpeg', duration: 180 },
    }[kind];
    const { name, mime, ...details } = defaults;
    const bytes = upload?.bytes ?? Buffer.from(`a ${kind} that nobody will look at`);
    const media = await this.#core.files.addFile(
      pair.bot.id,
      kind,
      { name: upload?.name ?? name, bytes, mime },
      details,
    );
    if (kind === 'sticker' && upload) media.looks = animated ? 'own-animated' : 'own';
    const message = this.#write(pair, chat, { media });
    this.#announce(pair, chat, message);
    return sent([message]);
  }

  /** Sends a live photo: a still picture and a made-up video. `alone`: the message has no `photo`. @throws ControlError */
  async sendLivePhoto(pair: Pair, upload: Upload | undefined, alone: boolean): Promise<Sent> {
    if (!upload) throw new ControlError(400, 'no file in the request');
    const chat = this.#writable(pair);
    const still = await this.#core.files.addPhoto(pair.bot.id, upload.bytes);
    const film = { name: 'live.mp4', bytes: Buffer.from(`the film of ${upload.name}`), mime: 'video/mp4' };
    const details = { width: 720, height: 960, duration: 3 };
    const { family } = await this.#core.files.addFile(pair.bot.id, 'live_photo', film, details);
    const media: Media = { kind: 'live_photo', family: [...family, ...still.family], ...(alone && { looks: 'alone' }) };
    const message = this.#write(pair, chat, { media });
    this.#announce(pair, chat, message);
    return sent([message]);
  }

  /** Adds a service message. @throws ControlError for an unknown kind */
  happen(pair: Pair, kind: string): Sent {
    if (!isServiceKind(kind)) throw new ControlError(400, `no service message of the kind ${kind}`);
    const chat = this.#writable(pair);
    const message = this.#write(pair, chat, { shared: { service: { kind, content: serviceMessages[kind] } } });
    this.#announce(pair, chat, message);
    return sent([message]);
  }

  /** Edits the text or the file of one of the user's own messages. @throws ControlError */
  async edit(
    pair: Pair,
    id: number,
    change: { text?: string | undefined; upload?: Upload | undefined },
  ): Promise<Sent> {
    const chat = this.#writable(pair);
    const message = chat.messages.find((one) => one.message_id === id && one.from === 'user');
    if (!message) throw new ControlError(404, `no message ${id} of this person's`);
    if (change.upload) {
      const document = message.media?.kind === 'document';
      message.media = await this.#store(pair.bot, change.upload, { document, large: false });
    }
    if (change.text !== undefined)
      Object.assign(message, message.media ? captionOf(change.text) : plainText(change.text));
    message.edit_date = now();
    message.edit_count += 1;
    this.#core.store.touch(chat);
    this.#announce(pair, chat, message, 'edited_message');
    return sent([message]);
  }

  /** Clears the history for both sides; the bot gets no update. */
  clear({ bot, user }: Pair): void {
    const chat = this.#core.store.openChat(bot.id, user.id);
    chat.messages = [];
    chat.cleared_until = bot.next_message_id - 1;
    this.#core.store.touch(chat);
  }

  /** Sends a made-up place, contact or poll. @throws ControlError */
  share(pair: Pair, kind: SharedKind): Sent {
    const chat = this.#writable(pair);
    const option = (text: string) => ({ text, voter_count: 0 });
    const poll = { id: '5', question: 'Cats or dogs?', options: [option('Cats'), option('Dogs')] };
    const shared: Record<SharedKind, Shared> = {
      location: { location: { latitude: 59.9386, longitude: 30.3141 } },
      contact: { contact: { phone_number: '+15550100', first_name: 'Alex' } },
      poll: {
        poll: {
          ...poll,
          total_voter_count: 0,
          is_closed: false,
          is_anonymous: true,
          type: 'regular',
          allows_multiple_answers: false,
        },
      },
    };
    const message = this.#write(pair, chat, { shared: shared[kind] });
    this.#announce(pair, chat, message);
    return sent([message]);
  }

  /** The bot gets a my_chat_member update; a second call changes nothing. */
  setBlocked({ bot, user }: Pair, blocked: boolean): void {
    const { store, updates } = this.#core;
    const chat = store.openChat(bot.id, user.id);
    if (chat.blocked === blocked) return;
    chat.blocked = blocked;
    store.touch(chat);
    const member = { user: wireBot(bot), status: 'member' };
    const kicked = { user: wireBot(bot), status: 'kicked', until_date: 0 };
    updates.push(bot, user.id, 'my_chat_member', {
      chat: wireChat(user),
      from: wireUser(user),
      date: now(),
      old_chat_member: blocked ? member : kicked,
      new_chat_member: blocked ? kicked : member,
    });
  }

  /** The chat, if the user may write into it. @throws ControlError 409 */
  #writable({ bot, user }: Pair): ChatRecord {
    if (user.deactivated) throw new ControlError(409, `user ${user.id} is deactivated`);
    const chat = this.#core.store.openChat(bot.id, user.id);
    if (chat.blocked) throw new ControlError(409, `user ${user.id} has blocked the bot: unblock it first`);
    return chat;
  }

  #write({ bot }: Pair, chat: ChatRecord, content: Content): StoredMessage {
    const message: StoredMessage = {
      message_id: bot.next_message_id++,
      from: 'user',
      date: now(),
      edit_count: 0,
      ...content,
    };
    chat.messages.push(message);
    this.#core.store.touch(chat);
    return message;
  }

  #announce({ bot, user }: Pair, chat: ChatRecord, message: StoredMessage, kind = 'message'): void {
    const { store, files, updates } = this.#core;
    updates.push(bot, user.id, kind, wireMessage(store, files, chat, message));
  }

  async #store(
    bot: BotRecord,
    { name, bytes, mime }: Upload,
    { document, large }: Pick<SentPhotosOptions, 'document' | 'large'>,
  ): Promise<Media> {
    const { files } = this.#core;
    const known = mime === undefined || mime === 'application/octet-stream' ? {} : { mime };
    const asFile = async (): Promise<Media> => await files.addFile(bot.id, 'document', { name, bytes, ...known });
    if (document) return await asFile();
    const refusal = await photoRefusal(bytes);
    if (refusal !== undefined && refusal !== 'oversized') return await asFile();
    return await files.addPhoto(bot.id, bytes, large).catch(asFile);
  }
}

function captionOf(words: string): Pick<StoredMessage, 'caption' | 'caption_entities'> {
  const { text, entities } = plainText(words);
  return { caption: text, caption_entities: entities };
}

/** Albums of at most ten; photos and documents separately, because an album cannot mix them. */
function group(media: Media[], album: boolean): Media[][] {
  if (!album) return media.map((one) => [one]);
  const photos = media.filter(({ kind }) => kind === 'photo');
  const others = media.filter(({ kind }) => kind !== 'photo');
  const groups: Media[][] = [];
  for (const sort of [photos, others]) {
    for (let from = 0; from < sort.length; from += LIMITS.albumMax)
      groups.push(sort.slice(from, from + LIMITS.albumMax));
  }
  return groups;
}

/** In any other order. */
function shuffled<T>(items: T[]): T[] {
  const order = items
    .map((item) => ({ item, place: randomInt(2 ** 40) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
  return order.every((item, index) => item === items[index]) ? order.toReversed() : order;
}

function split(text: string): string[] {
  const letters = Array.from(text);
  const parts: string[] = [];
  for (let from = 0; from < letters.length; from += LIMITS.textLength) {
    parts.push(letters.slice(from, from + LIMITS.textLength).join(''));
  }
  return parts;
}

function sent(messages: StoredMessage[]): Sent {
  return {
    message_ids: messages.map((message) => message.message_id),
    media_group_ids: messages.flatMap((message) => message.media_group_id ?? []),
  };
}
