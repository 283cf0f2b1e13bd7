/** Limits of the Bot API, each with its section of the documentation. */
export const LIMITS = {
  /** sendMessage, editMessageText: characters after parsing of entities */
  textLength: 4096,
  /** sendPhoto, sendDocument, editMessageCaption, copyMessage: characters after parsing of entities */
  captionLength: 1024,
  /** answerCallbackQuery: characters */
  toastLength: 200,
  /** InlineKeyboardButton.callback_data: 1–64 bytes */
  callbackDataBytes: 64,
  /** Buttons of one inline keyboard that the server accepts */
  keyboardButtons: 100,
  /** sendMediaGroup: items */
  albumMin: 2,
  albumMax: 10,
  /** getFile: bytes */
  downloadBytes: 20 * 1024 * 1024,
  /** Sending files, multipart: bytes */
  uploadBytes: 50 * 1024 * 1024,
  /** sendPhoto: bytes; width + height, px; ratio of the sides */
  photoBytes: 10 * 1024 * 1024,
  photoSides: 10_000,
  photoRatio: 20,
  /** Sending files by URL: bytes of a photo, bytes of anything else */
  urlPhotoBytes: 5 * 1024 * 1024,
  urlFileBytes: 20 * 1024 * 1024,
  /** deleteMessage: seconds */
  deleteAge: 48 * 3600,
  /** getUpdates: seconds; updates kept */
  pollTimeout: 50,
  pollLimit: 100,
  /** TQueue: the first update id; how far an offset may be from the next and from the oldest id to be valid */
  firstUpdateId: [2_000_001, 1_000_000_000],
  offsetAhead: 10,
  offsetBehind: 100_000,
  /** Getting updates: seconds that an undelivered update is kept */
  updateAge: 24 * 3600,
  /** deleteMessages: identifiers */
  deleteMany: 100,
} as const;

/** A token of the shape that @BotFather gives out. */
export const TOKEN_SHAPE = /^\d+:[\w-]{35}$/;
