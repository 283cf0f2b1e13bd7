import { now } from './model.ts';

/**
 * Service messages, which say what happened in a chat: by kind, with made-up content.
 * Source: Message, of the fields that the documentation calls service messages, and of those that come by a keyboard, a payment
 * or a form alone.
 */
export const serviceMessages = {
  pinned_message: { message_id: 1, date: 0, chat: { id: 1, type: 'private', first_name: 'Alex' } },
  message_auto_delete_timer_changed: { message_auto_delete_time: 86_400 },
  chat_background_set: { type: { type: 'fill', fill: { type: 'solid', color: 0 }, dark_theme_dimming: 0 } },
  forum_topic_created: { name: 'Photos', icon_color: 7_322_096 },
  forum_topic_edited: { name: 'Pictures' },
  forum_topic_closed: {},
  forum_topic_reopened: {},
  general_forum_topic_hidden: {},
  general_forum_topic_unhidden: {},
  video_chat_scheduled: { start_date: now() },
  video_chat_started: {},
  video_chat_ended: { duration: 60 },
  video_chat_participants_invited: { users: [] },
  gift: { gift: { id: '1', star_count: 15 } },
  unique_gift: { gift: { base_name: 'Cup', name: 'Cup-1', number: 1 }, origin: 'transfer' },
  gift_upgrade_sent: { gift: { id: '1', star_count: 15 }, is_upgrade_separate: true },
  boost_added: { boost_count: 1 },
  giveaway_created: {},
  giveaway_completed: { winner_count: 1 },
  paid_message_price_changed: { paid_message_star_count: 5 },
  direct_message_price_changed: { are_direct_messages_enabled: true },
  checklist_tasks_done: { marked_as_done_task_ids: [1] },
  checklist_tasks_added: { tasks: [] },
  poll_option_added: { option_persistent_id: '1', option_text: 'Birds' },
  poll_option_deleted: { option_persistent_id: '1', option_text: 'Birds' },
  suggested_post_info: { state: 'pending' },
  suggested_post_approved: { send_date: now() },
  suggested_post_approval_failed: { price: { currency: 'XTR', amount: 5 } },
  suggested_post_declined: {},
  suggested_post_paid: { currency: 'XTR' },
  suggested_post_refunded: { reason: 'post_deleted' },
  new_chat_members: [{ id: 1, is_bot: false, first_name: 'Alex' }],
  left_chat_member: { id: 1, is_bot: false, first_name: 'Alex' },
  chat_owner_left: {},
  chat_owner_changed: { new_owner: { id: 1, is_bot: false, first_name: 'Alex' } },
  community_chat_joined: {},
  community_chat_added: {},
  community_chat_removed: {},
  new_chat_title: 'Photos',
  new_chat_photo: [{ file_id: 'AgAC', file_unique_id: 'AQAD', width: 160, height: 160 }],
  delete_chat_photo: true,
  group_chat_created: true,
  supergroup_chat_created: true,
  channel_chat_created: true,
  migrate_to_chat_id: -1_001,
  migrate_from_chat_id: -1,
  managed_bot_created: { bot: { id: 2, is_bot: true, first_name: 'Bot' } },
  successful_payment: { currency: 'XTR', total_amount: 5, invoice_payload: 'p' },
  refunded_payment: { currency: 'XTR', total_amount: 5, invoice_payload: 'p' },
  users_shared: { request_id: 1, users: [] },
  chat_shared: { request_id: 1, chat_id: -1 },
  connected_website: 'example.com',
  write_access_allowed: { from_request: true },
  passport_data: { data: [], credentials: { data: '', hash: '', secret: '' } },
  proximity_alert_triggered: { distance: 100 },
  web_app_data: { data: '{}', button_text: 'Open' },
} as const satisfies Readonly<Record<string, unknown>>;

export type ServiceKind = keyof typeof serviceMessages;

export const isServiceKind = (kind: string): kind is ServiceKind => Object.hasOwn(serviceMessages, kind);
