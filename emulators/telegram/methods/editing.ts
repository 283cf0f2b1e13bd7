import { isDeepStrictEqual } from 'node:util';
import { withoutUndefined, findMessage, openChat } from '../chats.ts';
import type { Content } from '../chats.ts';
import type { Method, MethodContext } from '../core.ts';
import { badRequest, notModified } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { readInlineMarkup } from '../markup.ts';
import { now } from '../model.ts';
import type { ChatRecord, StoredMessage } from '../model.ts';
import type { Params } from '../params.ts';
import { captionText, messageText } from '../text.ts';
import { wireMessage } from '../wire.ts';
import { readInputMedia } from './sending.ts';

export const editMessageText: Method = (context, params) => {
  const { chat, message } = editable(context, params);
  const { text, entities } = messageText(params);
  if (message.text === undefined) throw badRequest('there is no text in the message to edit');
  return change(context, chat, message, { text, entities }, params);
};

export const editMessageCaption: Method = (context, params) => {
  const { chat, message } = editable(context, params);
  const { text, entities } = captionText(params);
  const media = message.media;
  if (!media) throw badRequest('there is no caption in the message to edit');
  return change(context, chat, message, { media, ...captionOf(text, entities) }, params);
};

export const editMessageMedia: Method = async (context, params) => {
  editable(context, params);
  const content = await readInputMedia(context, params, params.json('media', 'input media'));
  // Storing takes time: check again, the message may be gone.
  const { chat, message } = editable(context, params);
  const { media: before, media_group_id: album } = message;
  if (album !== undefined && before && (before.kind === 'document') !== (content.media?.kind === 'document')) {
    throw badRequest("can't change media type in the album");
  }
  return change(context, chat, message, content, params);
};

export const editMessageReplyMarkup: Method = (context, params) => {
  const { chat, message } = editable(context, params);
  return change(context, chat, message, contentOf(message), params);
};

export const deleteMessage: Method = (context, params) => {
  const chat = openChat(context, params);
  remove(context, chat, [findMessage(chat, params, 'message to delete')]);
  return true;
};

export const deleteMessages: Method = (context, params) => {
  const chat = openChat(context, params);
  const ids = params.json('message_ids', 'message_ids');
  if (!Array.isArray(ids)) throw badRequest('message identifiers are not specified');
  if (ids.length > LIMITS.deleteMany) throw badRequest('too many message identifiers specified');
  const wanted = new Set(ids.map(Number));
  remove(
    context,
    chat,
    chat.messages.filter((message) => wanted.has(message.message_id)),
  );
  return true;
};

function remove({ core }: MethodContext, chat: ChatRecord, messages: StoredMessage[]): void {
  if (messages.some(({ date }) => date < now() - LIMITS.deleteAge)) {
    throw badRequest("message can't be deleted for everyone");
  }
  chat.messages = chat.messages.filter((message) => !messages.includes(message));
  if (messages.length > 0) core.store.touch(chat);
}

function editable(context: MethodContext, params: Params): { chat: ChatRecord; message: StoredMessage } {
  const chat = openChat(context, params);
  const message = findMessage(chat, params, 'message to edit');
  if (message.from !== 'bot' || message.forwarded_from !== undefined) throw badRequest("message can't be edited");
  return { chat, message };
}

/** Replaces content and buttons (left out means none). @throws BotApiError "message is not modified…" */
function change(
  { core }: MethodContext,
  chat: ChatRecord,
  message: StoredMessage,
  content: Content,
  params: Params,
): unknown {
  const markup = readInlineMarkup(params);
  const { text, entities, caption, caption_entities, media } = content;
  const after = withoutUndefined({ text, entities, caption, caption_entities, media, reply_markup: markup });
  const before = { ...contentOf(message), ...(message.reply_markup && { reply_markup: message.reply_markup }) };
  const same = (one: Content): unknown => ({ ...one, media: identity(core, one.media) });
  if (isDeepStrictEqual(same(before), same(after))) throw notModified();
  delete message.text;
  delete message.entities;
  delete message.caption;
  delete message.caption_entities;
  delete message.media;
  delete message.reply_markup;
  Object.assign(message, after, { edit_date: now(), edit_count: message.edit_count + 1 });
  core.store.touch(chat);
  return wireMessage(core.store, core.files, chat, message);
}

function contentOf({ text, entities, caption, caption_entities, media }: StoredMessage): Content {
  return withoutUndefined({ text, entities, caption, caption_entities, media });
}

/** The same bytes with another file_id count as the same media. */
function identity(core: MethodContext['core'], media: Content['media']): string | undefined {
  return media?.family.map((id) => core.files.find(id)?.file_unique_id).join();
}

function captionOf(text: string, entities: Content['caption_entities']): Content {
  return text === '' || !entities ? {} : { caption: text, caption_entities: entities };
}
