/** What Telegram says when it refuses a call, as far as it tells what to do next. The wordings are the server's. */

const NOT_MODIFIED = ['message is not modified'];
/** The id is none to Telegram: the history was cleared, the bot is another one, or a database is older than the chat. */
const UNKNOWN_ID = ['MESSAGE_ID_INVALID', 'message identifier is not specified'];
const CANNOT_EDIT = [...UNKNOWN_ID, 'message to edit not found', "can't be edited", 'there is no text in the message'];
/** A file_id of another bot's, or of a file that was sent as it is. */
const NO_PHOTO = ['wrong remote file identifier', 'wrong file identifier', "can't use file of type"];

/** @param description Telegram's word for its refusal */
type Tells = (description: string) => boolean;

const oneOf =
  (wordings: readonly string[]): Tells =>
  (description) =>
    wordings.some((words) => description.includes(words));

/** The message looks like that already. */
export const isNotModified = oneOf(NOT_MODIFIED);
/** The message is gone, too old or of another kind: what was to be shown needs a new one. */
export const isLostToEdits = oneOf(CANNOT_EDIT);
/** The message is not there to be deleted, and nothing has taken its place. */
export const isUnknownToDeletes = oneOf([...UNKNOWN_ID, "message can't be deleted"]);
/** Another call has deleted the message. */
export const isDeletedAlready = oneOf(['message to delete not found']);
/** It is no picture that this bot can show. */
export const isNoPhoto = oneOf(NO_PHOTO);
