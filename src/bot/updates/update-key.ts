import { createHash } from 'node:crypto';
import type { Update } from 'grammy/types';

/**
 * Names what happened, the same however often it is delivered. Not by `update_id` alone: after a week without updates Telegram
 * begins those anew at random, so that one may come again and mean something else (core.telegram.org/bots/api#update).
 */
export function keyOf(update: Update): string {
  const { update_id: id, message, edited_message: edited, callback_query: tap, my_chat_member: member } = update;
  if (tap) return `tap-${tap.id}`;
  if (message) return `message-${message.chat.id}-${message.message_id}`;
  if (edited) return `edit-${edited.chat.id}-${edited.message_id}-${edited.edit_date}-${id}`;
  return `update-${id}-${member?.date ?? 0}`;
}

/** A number for a key, short enough to travel in a button: 48 bits, of which one person uses a few. */
export function walkOf(key: string): number {
  return createHash('sha1').update(key).digest().readUIntBE(0, 6);
}
