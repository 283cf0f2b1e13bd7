import type { Message } from 'grammy/types';

/** The fields that make a message's kind, without those that any message may have. */
type Kind = Exclude<keyof Message, keyof Message.MediaMessage | 'entities'>;

/**
 * Whether a user sent it, or Telegram reports an event in the chat. The compiler demands every kind that grammY knows,
 * so a new one is decided here. Source: core.telegram.org/bots/api#message.
 */
const kinds: Readonly<Record<Kind, 'sent' | 'service'>> = {
  text: 'sent',
  rich_message: 'sent',
  animation: 'sent',
  audio: 'sent',
  document: 'sent',
  live_photo: 'sent',
  paid_media: 'sent',
  photo: 'sent',
  sticker: 'sent',
  story: 'sent',
  video: 'sent',
  video_note: 'sent',
  voice: 'sent',
  contact: 'sent',
  dice: 'sent',
  game: 'sent',
  poll: 'sent',
  venue: 'sent',
  location: 'sent',
  checklist: 'sent',
  invoice: 'sent',
  giveaway: 'sent',
  giveaway_winners: 'sent',
  pinned_message: 'service',
  message_auto_delete_timer_changed: 'service',
  chat_background_set: 'service',
  forum_topic_created: 'service',
  forum_topic_edited: 'service',
  forum_topic_closed: 'service',
  forum_topic_reopened: 'service',
  general_forum_topic_hidden: 'service',
  general_forum_topic_unhidden: 'service',
  video_chat_scheduled: 'service',
  video_chat_started: 'service',
  video_chat_ended: 'service',
  video_chat_participants_invited: 'service',
  gift: 'service',
  unique_gift: 'service',
  gift_upgrade_sent: 'service',
  boost_added: 'service',
  giveaway_created: 'service',
  giveaway_completed: 'service',
  paid_message_price_changed: 'service',
  direct_message_price_changed: 'service',
  checklist_tasks_done: 'service',
  checklist_tasks_added: 'service',
  poll_option_added: 'service',
  poll_option_deleted: 'service',
  suggested_post_info: 'service',
  suggested_post_approved: 'service',
  suggested_post_approval_failed: 'service',
  suggested_post_declined: 'service',
  suggested_post_paid: 'service',
  suggested_post_refunded: 'service',
  new_chat_members: 'service',
  left_chat_member: 'service',
  chat_owner_left: 'service',
  chat_owner_changed: 'service',
  community_chat_joined: 'service',
  community_chat_added: 'service',
  community_chat_removed: 'service',
  new_chat_title: 'service',
  new_chat_photo: 'service',
  delete_chat_photo: 'service',
  group_chat_created: 'service',
  supergroup_chat_created: 'service',
  channel_chat_created: 'service',
  migrate_to_chat_id: 'service',
  migrate_from_chat_id: 'service',
  managed_bot_created: 'service',
  // These need a keyboard, a payment or a form, none of which the bot offers.
  successful_payment: 'service',
  refunded_payment: 'service',
  users_shared: 'service',
  chat_shared: 'service',
  connected_website: 'service',
  write_access_allowed: 'service',
  passport_data: 'service',
  proximity_alert_triggered: 'service',
  web_app_data: 'service',
};

const isKind = (field: string): field is Kind => Object.hasOwn(kinds, field);

/** Kinds that report an event in the chat: nobody waits for an answer. */
export const serviceKinds = Object.keys(kinds)
  .filter(isKind)
  .filter((kind) => kinds[kind] === 'service');

export const isServiceMessage = (message: Message): boolean => serviceKinds.some((kind) => message[kind] !== undefined);
