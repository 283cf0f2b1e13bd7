import { setTimeout as pause } from 'node:timers/promises';
import { TelegramUser, type ChatView } from '../../emulators/telegram/client.ts';
import { encode, parse } from '../../src/chat/callbacks.ts';
import { say } from '../../src/chat/i18n.ts';

const t = say('en');
/** Users who make their avatar at the same time, before the measurement. */
const AT_ONCE = 8;
/** Between two users' taps, ms: few enough a second that the machine has time to spare. */
const TURN_MS = 100;
/** Users who tap in turn, at the most. */
const IN_TURN = 100;
/** Messages of one user at once: Telegram forwards no more. */
const FLOOD = 100;
/** Between two floods of one user, ms: sooner, Telegram itself would make them wait. */
const FLOOD_EVERY_MS = 5_000;
/** Kinds of messages that one user may forward a hundred of. */
export const floods = ['stickers', 'texts', 'photos'] as const;
export type Flood = (typeof floods)[number];
/** Between two looks at the answers, ms: each look costs time of the measured machine. */
const LOOK_MS = 200;
/** For one step of one user, on a busy machine, ms. */
const PATIENCE_MS = 60_000;

/** A user with an avatar. */
interface Owner {
  readonly user: TelegramUser;
  readonly messageId: number;
  /** Callback data of "open", which asks the avatar's run. */
  readonly data: string;
}

interface Call {
  readonly index: number;
  readonly params: { readonly callback_query_id?: string };
  readonly date: string;
}

/** Users who each have an avatar that waits for photos. */
export class Crowd {
  readonly #telegram: string;
  readonly #owners: readonly Owner[];

  private constructor(telegram: string, owners: readonly Owner[]) {
    this.#telegram = telegram;
    this.#owners = owners;
  }

  static async gather(telegram: string, people: number): Promise<Crowd> {
    const owners: Owner[] = [];
    for (let from = 0; from < people; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, people - from) }, (_, index) =>
        becomeOwner(telegram, from + index),
      );
      owners.push(...(await Promise.all(some)));
    }
    return new Crowd(telegram, owners);
  }

  /** All tap at once. @returns for each tap the time until the bot's answer, ms */
  tap(): Promise<number[]> {
    return this.#tap(this.#owners, 0);
  }

  /** They tap one after another, TURN_MS apart, like independent users. @param tapped called once all have tapped @returns as for `tap` */
  tapInTurn(tapped?: () => void): Promise<number[]> {
    return this.#tap(this.#owners.slice(0, IN_TURN), TURN_MS, tapped);
  }

  /** As `tapInTurn`, while another user without an avatar forwards a hundred messages every five seconds. */
  async tapBeside(flood: Flood): Promise<number[]> {
    const id = 8_999_900 + floods.indexOf(flood);
    const stranger = new TelegramUser(this.#telegram, { id, first_name: 'Bob', language_code: 'en' });
    await stranger.id();
    const over = new AbortController();
    const flooding = floodUntil(over.signal, stranger, flood);
    const times = await this.tapInTurn(() => over.abort());
    await flooding;
    return times;
  }

  /** @param tapped called once all have tapped, before their answers are waited for */
  async #tap(owners: readonly Owner[], turnMs: number, tapped?: () => void): Promise<number[]> {
    const since = await this.#next();
    const taps = await Promise.all(
      owners.map(async ({ user, messageId, data }, index) => {
        await pause(index * turnMs);
        const at = Date.now();
        const { callback_query_id: id } = await user.tap({ data }, { messageId, force: true });
        return { at, id };
      }),
    );
    tapped?.();
    const answered = await this.#answers(since, taps.length);
    await this.#quiet();
    return taps.map(({ at, id }) => (answered.get(id ?? '') ?? Infinity) - at);
  }

  /** When each tap was answered, ms since the epoch. */
  async #answers(since: number, wanted: number): Promise<Map<string, number>> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const calls = await this.#calls(since);
      const answers = new Map<string, number>();
      for (const { params, date } of calls) {
        const id = params.callback_query_id ?? '';
        if (!answers.has(id)) answers.set(id, Date.parse(date));
      }
      if (answers.size >= wanted) return answers;
      if (Date.now() > end) throw new Error(`${answers.size} of ${wanted} taps were answered in a minute`);
      await pause(LOOK_MS);
    }
  }

  /** Waits until nothing more follows from the taps, so that a round does not pay for the one before. */
  async #quiet(): Promise<void> {
    let since = await this.#next();
    for (;;) {
      await pause(1_000);
      const [last] = (await this.#calls(since, '')).slice(-1);
      if (!last) return;
      since = last.index + 1;
    }
  }

  /** The number that the next call will have. */
  async #next(): Promise<number> {
    const response = await fetch(`${this.#telegram}/emulator/calls?last=1`);
    const [last] = (await response.json()) as Call[];
    return last ? last.index + 1 : 0;
  }

  async #calls(since: number, method = 'answerCallbackQuery'): Promise<Call[]> {
    const query = new URLSearchParams({ since: String(since), ...(method && { method }) });
    const response = await fetch(`${this.#telegram}/emulator/calls?${query.toString()}`);
    const calls = (await response.json()) as (Call & { method: string })[];
    // A long poll is no work.
    return calls.filter((call) => call.method.toLowerCase() !== 'getupdates');
  }
}

/** A hundred at once, again and again. */
async function floodUntil(over: AbortSignal, user: TelegramUser, flood: Flood): Promise<void> {
  while (!over.aborted) {
    const forwarded = forward(user, flood);
    await Promise.all([forwarded, pause(FLOOD_EVERY_MS, undefined, { signal: over }).catch(() => undefined)]);
  }
}

function forward(user: TelegramUser, flood: Flood): Promise<unknown> {
  const files = Array.from({ length: FLOOD }, (_, at) => ({ name: `${at}.heic`, bytes: Buffer.from(`photo ${at}`) }));
  const each = (send: () => Promise<unknown>) => Promise.all(files.map(send));
  switch (flood) {
    case 'stickers':
      return each(() => user.sendMedia('sticker'));
    case 'texts':
      return each(() => user.say('a text'));
    case 'photos':
      return user.sendPhotos(files, { as: 'document', forwarded: true });
  }
}

async function becomeOwner(telegram: string, index: number): Promise<Owner> {
  const user = new TelegramUser(telegram, { id: 9_000_000 + index, first_name: 'Ann', language_code: 'en' });
  const sees = <T>(what: string, look: (chat: ChatView) => T | undefined) =>
    user.waitFor(look, { what, timeoutMs: PATIENCE_MS });
  const taps = async (label: string) => {
    await sees(label, ({ messages }) =>
      messages.find(({ buttons }) => buttons.flat().some((button) => button.label === label)),
    );
    await user.tap(label);
  };
  await user.say('/new');
  await taps(t('avatar-type', { value: 'style' }));
  await taps(t('gender', { value: 'other' }));
  await taps(t('training-type', { value: 'style' }));
  return sees('the card', ({ messages }) => {
    for (const { id, buttons } of messages.toReversed()) {
      for (const { data } of buttons.flat()) {
        const callback = data === undefined ? null : parse(data);
        if (callback?.kind === 'avatar')
          return { user, messageId: id, data: encode({ kind: 'avatar', tap: 'open', avatarId: callback.avatarId }) };
      }
    }
    return undefined;
  });
}
