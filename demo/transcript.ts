import colours from 'picocolors';
import { textOf, type ChatView, type MessageView, type TelegramUser } from '../emulators/telegram/client.ts';

const WIDTH = 72;
const EVERY_MS = 100;

/** Prints a chat as it happens: new messages completely, of edited ones the changes. */
export class Transcript {
  readonly #user: TelegramUser;
  readonly #shown = new Map<number, string[]>();
  readonly #timer: NodeJS.Timeout;
  #toasts = 0;
  #printing: Promise<void> = Promise.resolve();

  constructor(user: TelegramUser) {
    this.#user = user;
    this.#timer = setInterval(() => void this.caughtUp(), EVERY_MS);
  }

  /** Resolves when everything in the chat is printed. */
  caughtUp(): Promise<void> {
    this.#printing = this.#printing.then(async () => this.#print(await this.#user.chat())).catch(() => undefined);
    return this.#printing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.caughtUp();
  }

  /** Prints a tap with the label that the user sees. */
  async tap(label: string): Promise<void> {
    await this.caughtUp();
    console.log(`\n${colours.cyan(`👆 ${label}`.padStart(WIDTH))}`);
  }

  #print({ messages, toasts }: ChatView): void {
    const fresh = messages.filter(({ id }) => !this.#shown.has(id));
    const photos = fresh.filter(({ from, media }) => from === 'user' && media).length;
    if (photos > 0) console.log(`\n${colours.cyan(`📎 ${photos} × 🖼`.padStart(WIDTH))}`);
    for (const message of messages) this.#printMessage(message);
    for (const { text } of toasts.slice(this.#toasts)) if (text) console.log(colours.yellow(`  💬 ${text}`));
    this.#toasts = toasts.length;
  }

  #printMessage(message: MessageView): void {
    const before = this.#shown.get(message.id);
    const lines = linesOf(message);
    if (before?.join('\n') === lines.join('\n')) return;
    this.#shown.set(message.id, lines);
    if (message.from === 'user') {
      if (textOf(message)) console.log(`\n${colours.cyan(textOf(message).padStart(WIDTH))}`);
    } else if (before) {
      for (const line of lines.filter((one) => one && !before.includes(one)))
        console.log(`${colours.dim('┊')} ${line}`);
    } else {
      console.log(`\n${lines.map((line) => `${colours.green('│')} ${line}`).join('\n')}`);
    }
  }
}

/** A message as lines: its text, then its buttons. */
function linesOf(message: MessageView): string[] {
  const buttons = message.buttons.map((row) => row.map(({ label }) => colours.inverse(` ${label} `)).join(' '));
  const picture = message.media ? ['🖼'] : [];
  const text = textOf(message);
  return [...picture, ...(text === '' ? [] : text.split('\n')), ...buttons];
}
