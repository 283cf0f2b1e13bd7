/** Updates that the bot asks Telegram for, polling or by webhook: without a list Telegram keeps the last one. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
