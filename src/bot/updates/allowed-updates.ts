/** Updates that the bot asks for, by polling or webhook: without a list Telegram keeps the last one. */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;
