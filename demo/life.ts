import type { Say } from '../src/chat/i18n.ts';
import { textOf, type ChatView, type TelegramUser } from '../emulators/telegram/client.ts';
import { notAPhoto, portraits } from './portraits.ts';
import type { Transcript } from './transcript.ts';

/** A scripted user: makes a portrait avatar, from the first word to its first pictures and its place in the gallery. */
export class ScriptedUser {
  readonly #user: TelegramUser;
  readonly #t: Say;
  readonly #transcript: Transcript;

  constructor(user: TelegramUser, t: Say, transcript: Transcript) {
    this.#user = user;
    this.#t = t;
    this.#transcript = transcript;
  }

  async live(name: string): Promise<void> {
    const t = this.#t;
    await this.#user.say('/start');
    await this.#tap(t('button-new'));
    await this.#tap(t('avatar-type', { value: 'character' }));
    await this.#tap(t('gender', { value: 'female' }));
    await this.#tap(t('training-type', { value: 'portrait' }));
    await this.#sees(t('status-icon', { value: 'draft' }));
    await this.#user.say(name);
    await this.#sees(t('named', { name }));

    // Ten portraits, one of them twice, and a file that is no photo: twelve in one album.
    const photos = await portraits(10);
    const album = [...photos.slice(0, 6), ...photos.slice(2, 3), notAPhoto, ...photos.slice(6)];
    await this.#user.sendPhotos(album, { album: true, shuffle: true });
    await this.#sees(t('refusal', { why: 'duplicate' }));
    await this.#sees(t('refusal', { why: 'not_an_image' }));
    await this.#tap(t('button-start'));
    await this.#tap(t('button-start-yes'));
    await this.#sees('▓');
    await this.#sees(t('news-completed', { name }), 90_000);
    await this.#sees(t('preview-made', { name }));

    await this.#tap(t('button-gallery'));
    await this.#tap(t('gallery-item', { icon: t('status-icon', { value: 'completed' }), name }));
    await this.#sees(t('detail-made', { date: new Date() }));
  }

  /** Waits for the button, and taps it. */
  async #tap(label: string): Promise<void> {
    await this.#user.waitFor((chat) => hasButton(chat, label), { timeoutMs: 30_000, what: `the button “${label}”` });
    await this.#transcript.tap(label);
    await this.#user.tap(label);
  }

  async #sees(text: string, timeoutMs = 30_000): Promise<void> {
    await this.#user.waitFor((chat) => says(chat, text), { timeoutMs, what: `“${text}”` });
  }
}

function hasButton({ messages }: ChatView, label: string): boolean {
  return messages.some(({ buttons }) => buttons.flat().some((button) => button.label === label));
}

function says({ messages }: ChatView, text: string): boolean {
  return messages.some((message) => message.from === 'bot' && textOf(message).includes(text));
}
