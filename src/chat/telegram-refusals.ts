/** Telegram's reasons for refusing a call that decide what to do next. The wordings are the server's. */

const NOT_MODIFIED = ['message is not modified'];
/** Telegram does not know the id: the history was cleared, another bot runs, or the database is older than the chat. */
const UNKNOWN_ID = ['MESSAGE_ID_INVALID', 'message identifier is not specified'];
const CANNOT_EDIT = [...UNKNOWN_ID, 'message to edit not found', "can't be edited", 'there is no text in the message'];
/** Another bot's file_id, or a file that was not sent as a photo. */
const NO_PHOTO = ['wrong remote file identifier', 'wrong file identifier', "can't use file of type"];

/** @param description Telegram's description of the error */
type Tells = (description: string) => boolean;

const oneOf =
  (wordings: readonly string[]): Tells =>
  (description) =>
    wordings.some((words) => description.includes(words));

export const isNotModified = oneOf(NOT_MODIFIED);
/** The message is gone, too old or of another kind: send a new one. */
export const isLostToEdits = oneOf(CANNOT_EDIT);
/** The message cannot be deleted, and stays as it is. */
export const isUnknownToDeletes = oneOf([...UNKNOWN_ID, "message can't be deleted"]);
/** Another call deleted the message before. */
export const isDeletedAlready = oneOf(['message to delete not found']);
/** Not a picture that this bot can show. */
export const isNoPhoto = oneOf(NO_PHOTO);

/** Thrown when Telegram cannot be reached or answers oddly. Without a cause: HTTP errors contain the address, and so the token. */
export class TelegramUnreachable extends Error {
  override readonly name = 'TelegramUnreachable';
}
