import { createHash } from 'node:crypto';
import type { Update } from 'grammy/types';

/**
 * Names an event, the same at every delivery. `update_id` is not enough: after a week without updates Telegram restarts
 * those at random, so one may come again with another meaning (core.telegram.org/bots/api#update).
 */
export function keyOf(update: Update): string {
  const { update_id: id, message, edited_message: edited, callback_query: tap, my_chat_member: member } = update;
  if (tap) return `tap-${tap.id}`;
  if (message) return `message-${message.chat.id}-${message.message_id}`;
  if (edited) return `edit-${edited.chat.id}-${edited.message_id}-${edited.edit_date}-${id}`;
  return `update-${id}-${member?.date ?? 0}`;
}

/** A number for a key, short enough for a button: 48 bits, of which one user uses a few. */
export function walkOf(key: string): number {
  return createHash('sha1').update(key).digest().readUIntBE(0, 6);
}
