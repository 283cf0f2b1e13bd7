import { withoutUndefined, findChat, openChat, post, readReply } from '../chats.ts';
import type { Content } from '../chats.ts';
import type { Method, MethodContext } from '../core.ts';
import { badRequest } from '../errors.ts';
import type { FormattedText } from '../formatting.ts';
import { inputMedia } from '../input-files.ts';
import { LIMITS } from '../limits.ts';
import { readMarkup } from '../markup.ts';
import { now } from '../model.ts';
import type { ChatRecord, StoredMessage } from '../model.ts';
import { isRecord, Params } from '../params.ts';
import { captionText, messageText } from '../text.ts';
import type { WireMessage } from '../wire.ts';

const ACTIONS = new Set(
  (
    'typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker ' +
    'find_location record_video_note upload_video_note'
  ).split(' '),
);

export const sendMessage: Method = (context, params) => {
  const chat = openChat(context, params);
  const { text, entities } = messageText(params);
  const markup = readMarkup(params);
  return post(context, chat, { text, entities, ...reply(chat, params) }, markup);
};

const sendFile =
  (kind: 'photo' | 'document' | 'video' | 'voice'): Method =>
  async (context, params) => {
    const chat = openChat(context, params);
    const caption = captionText(params);
    const markup = readMarkup(params);
    const replied = reply(chat, params);
    const media = await inputMedia(context, params, kind, kind, params.text(kind));
    return post(context, chat, { media, ...captioned(caption), ...replied }, markup);
  };

export const sendPhoto = sendFile('photo');
export const sendDocument = sendFile('document');
export const sendVideo = sendFile('video');
export const sendVoice = sendFile('voice');

export const sendMediaGroup: Method = async (context, params) => {
  const chat = openChat(context, params);
  const items = params.json('media', 'media');
  if (!Array.isArray(items)) throw badRequest('expected an Array of InputMedia');
  if (items.length === 0) throw badRequest('there are no messages to send');
  if (items.length > LIMITS.albumMax) throw badRequest('too many messages to send as an album');
  if (items.length < LIMITS.albumMin) throw badRequest('an album must have 2-10 items');
  const kinds = new Set(items.map((item: unknown) => (isRecord(item) ? item['type'] : undefined)));
  if (kinds.has('document') && kinds.size > 1) throw badRequest("document can't be mixed with other media types");
  // As on the server, reply_markup is ignored: albums have no buttons.
  const contents: Content[] = [];
  for (const item of items) contents.push(await readInputMedia(context, params, item));
  const album = String(BigInt(Date.now()) * 10_000n + BigInt(context.bot.next_message_id % 10_000));
  const replied = reply(chat, params);
  return contents.map((content) => post(context, chat, { ...content, ...replied, media_group_id: album }));
};

/** One InputMedia. @throws BotApiError */
export async function readInputMedia(context: MethodContext, params: Params, item: unknown): Promise<Content> {
  if (!isRecord(item)) throw badRequest("can't parse InputMedia: expected an Object");
  const type = item['type'];
  if (type !== 'photo' && type !== 'document' && type !== 'video') {
    throw badRequest(`can't parse InputMedia: type must be one of photo, document, video in the emulator`);
  }
  const caption = captionText(new Params(item));
  const media = await inputMedia(context, params, type, '', new Params(item).text('media'));
  return { media, ...captioned(caption) };
}

export const sendChatAction: Method = ({ core, ...context }, params) => {
  const chat = openChat({ core, ...context }, params);
  const action = params.text('action');
  if (!ACTIONS.has(action)) throw badRequest('wrong parameter action in request');
  chat.action = { action, date: now() };
  core.store.touch(chat);
  return true;
};

export const copyMessage: Method = (context, params) => {
  const { chat, content } = original(context, params, 'message to copy');
  const { forwarded_from: _from, ...rest } = content;
  if (rest.media && params.has('caption')) Object.assign(rest, captioned(captionText(params)));
  const copy: WireMessage = post(context, chat, { ...rest, ...reply(chat, params) }, readMarkup(params));
  return { message_id: copy.message_id };
};

export const forwardMessage: Method = (context, params) => {
  const { chat, content, from } = original(context, params, 'message to forward');
  return post(context, chat, { ...content, forwarded_from: content.forwarded_from ?? from });
};

function original(
  context: MethodContext,
  params: Params,
  purpose: string,
): { chat: ChatRecord; content: Content; from: number } {
  const chat = openChat(context, params);
  const source = findChat(context, params, 'from_chat_id');
  const message = source.messages.find((one: StoredMessage) => one.message_id === params.integer('message_id', 0));
  if (!message) throw badRequest(`${purpose} not found`);
  const { text, entities, caption, caption_entities, media, forwarded_from } = message;
  const parts = { text, entities, caption, caption_entities, media, forwarded_from };
  return { chat, content: withoutUndefined(parts), from: message.from === 'bot' ? context.bot.id : source.user_id };
}

function captioned({ text, entities }: FormattedText): Content {
  return text === '' ? {} : { caption: text, caption_entities: entities };
}

function reply(chat: ChatRecord, params: Params): Content {
  const id = readReply(chat, params);
  return id === undefined ? {} : { reply_to: id };
}
