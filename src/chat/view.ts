import type { InlineKeyboardMarkup } from 'grammy/types';
import { encode, type Callback } from './callbacks.ts';

export interface Button {
  readonly label: string;
  readonly callback: Callback;
}

/** A message to send. Plain text: what users write needs no escaping. */
export interface View {
  readonly text: string;
  readonly buttons: readonly (readonly Button[])[];
  /** Telegram's file_id of a photo above the text. If the bot does not know it, the text is sent alone. */
  readonly picture?: string;
}

export const button = (label: string, callback: Callback): Button => ({ label, callback });

/** Rows of at most `width`. */
export function inRows<T>(items: readonly T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}

/** The buttons in Telegram's format, without empty rows. */
export function markup({ buttons }: View): InlineKeyboardMarkup {
  const filled = buttons.filter((row) => row.length > 0);
  return {
    inline_keyboard: filled.map((row) =>
      row.map(({ label, callback }) => ({ text: label, callback_data: encode(callback) })),
    ),
  };
}
