import type { InlineKeyboardMarkup } from 'grammy/types';
import { encode, type Callback } from './callbacks.ts';

/** A button under a message. */
export interface Button {
  readonly label: string;
  readonly callback: Callback;
}

/** A message as it is to look. Plain text: what people write needs no escaping. */
export interface View {
  readonly text: string;
  readonly buttons: readonly (readonly Button[])[];
  /** Telegram's file_id of a photo that goes above the text. Where the bot does not know it, the text goes alone. */
  readonly picture?: string;
}

export const button = (label: string, callback: Callback): Button => ({ label, callback });

/** Rows of at most `width`. */
export function rows<T>(items: readonly T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}

/** The view's buttons as Telegram takes them; empty rows are left out. */
export function markup({ buttons }: View): InlineKeyboardMarkup {
  const filled = buttons.filter((row) => row.length > 0);
  return {
    inline_keyboard: filled.map((row) =>
      row.map(({ label, callback }) => ({ text: label, callback_data: encode(callback) })),
    ),
  };
}
