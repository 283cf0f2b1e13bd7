import { setTimeout as sleep } from 'node:timers/promises';
import colours from 'picocolors';
import { textOf, type ChatView, type MessageView, type TelegramUser } from '../emulators/telegram/client.ts';

const WIDTH = 72;

/** Prints a chat as it happens: new messages, and what messages have become by an edit. */
export class Transcript {
  readonly #user: TelegramUser;
  readonly #shown = new Map<number, string>();
  #toasts = 0;
  #running = true;
  readonly #done: Promise<void>;

  constructor(user: TelegramUser) {
    this.#user = user;
    this.#done = this.#follow();
  }

  /** Prints what there still is, and ends. */
  async stop(): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  async #follow(): Promise<void> {
    while (this.#running) {
      this.#print(await this.#user.chat());
      await sleep(100);
    }
    this.#print(await this.#user.chat());
  }

  #print({ messages, toasts }: ChatView): void {
    for (const { text } of toasts.slice(this.#toasts)) if (text) console.log(colours.yellow(`   ╰ 💬 ${text}`));
    this.#toasts = toasts.length;
    printAlbums(messages.filter((message) => message.from === 'user' && !this.#shown.has(message.id)));
    for (const message of messages) {
      const now = contentOf(message);
      const before = this.#shown.get(message.id);
      if (before === now) continue;
      this.#shown.set(message.id, now);
      if (message.from === 'bot') printBot(message, before !== undefined);
    }
  }
}

function contentOf(message: MessageView): string {
  return JSON.stringify([textOf(message), message.buttons]);
}

/** What the person sent, photos of one album in one line. */
function printAlbums(messages: readonly MessageView[]): void {
  const media = messages.filter(({ media: file }) => file);
  if (media.length > 0)
    console.log(colours.cyan(`\n${' '.repeat(WIDTH - 24)}📎 ${media.length} × ${'photo'}`.trimEnd()));
  for (const message of messages) {
    const text = textOf(message);
    if (text) console.log(`\n${colours.cyan(text.padStart(WIDTH))}`);
  }
}

function printBot(message: MessageView, edited: boolean): void {
  const edge = edited ? colours.dim('┊') : colours.green('│');
  const lines = textOf(message).split('\n');
  console.log(`\n${lines.map((line) => `${edge} ${edited ? colours.dim(line) : line}`).join('\n')}`);
  for (const row of message.buttons) {
    console.log(`${edge} ${row.map(({ label }) => colours.inverse(` ${label} `)).join(' ')}`);
  }
}

/** What the person taps, as they see it. */
export function printTap(label: string): void {
  console.log(`\n${colours.cyan(`👆 ${label}`.padStart(WIDTH))}`);
}
