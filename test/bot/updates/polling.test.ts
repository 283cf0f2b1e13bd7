import { expect } from 'chai';
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { pino } from 'pino';
import { TelegramUser } from '../../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../../emulators/telegram/index.ts';
import { Deliveries } from '../../../src/bot/updates/deliveries.ts';
import { defined } from '../../../src/domain/defined.ts';
import { currentHanding } from '../../../src/bot/updates/handing.ts';
import { poll } from '../../../src/bot/updates/polling.ts';
import { rejection } from '../../support/http-stub.ts';
import { until } from '../../support/until.ts';

const heardAll = (heard: readonly Update[], length: number) =>
  until(
    `${length} updates`,
    async () => heard.length,
    (now) => now === length,
  );

const logger = pino({ level: 'silent' });

describe('polling for updates', () => {
  let telegram: TelegramEmulator;
  let api: Api;
  let anna: TelegramUser;

  beforeEach(async () => {
    telegram = await startTelegramEmulator();
    api = new Api(EMULATOR_BOT_TOKEN, { apiRoot: telegram.url });
    anna = new TelegramUser(telegram.url, { first_name: 'Anna', language_code: 'en' });
  });
  afterEach(() => telegram.close());

  async function calls(method: string): Promise<number> {
    const response = await fetch(`${telegram.url}/emulator/calls?method=${method}`);
    const made = (await response.json()) as unknown[];
    return made.length;
  }

  async function beginAnew(next: number): Promise<void> {
    await fetch(`${telegram.url}/emulator/update-ids`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ next }),
    });
  }

  const texts = (heard: readonly Update[]) => heard.map(({ message }) => message?.text);

  function listening(handle: (update: Update) => Promise<void>, onBehind?: (update: Update) => void) {
    const stopping = new AbortController();
    const running = poll(api, new Deliveries(handle, defined({ onBehind })), { logger, stopping: stopping.signal });
    running.catch(() => undefined);
    return {
      running,
      async stop() {
        stopping.abort();
        await running;
      },
    };
  }

  it('confirms finished updates, so that the next process does not get them again', async () => {
    const heard: Update[] = [];
    const first = listening(async (update) => void heard.push(update));
    await anna.say('one');
    await heardAll(heard, 1);
    await first.stop();
    const second = listening(async (update) => void heard.push(update));
    await anna.say('two');
    await heardAll(heard, 2);
    await second.stop();
    expect(texts(heard)).to.deep.equal(['one', 'two']);
  });

  it('goes on when Telegram restarts its ids: lower, higher, or a former one', async () => {
    const heard: Update[] = [];
    const polling = listening(async (update) => void heard.push(update));
    await anna.say('one');
    await heardAll(heard, 1);
    const [first] = heard;
    for (const [index, next] of [5_000_000, 900_000_000, first?.update_id ?? 0].entries()) {
      await beginAnew(next);
      await anna.say(`then ${next}`);
      await anna.say(`and ${next}`);
      await heardAll(heard, 3 + 2 * index);
    }
    await polling.stop();
    const { bots } = (await (await fetch(`${telegram.url}/emulator/`)).json()) as {
      bots: { pending_updates: number }[];
    };
    expect(
      bots.map(({ pending_updates: pending }) => pending),
      'all is confirmed',
    ).to.deep.equal([0]);
  });

  it('confirms nothing unfinished: it comes again after a crash', async () => {
    const before: Update[] = [];
    listening(async (update) => {
      before.push(update);
      await new Promise(() => undefined);
    });
    await anna.say('one');
    await heardAll(before, 1);
    const heard: Update[] = [];
    const next = listening(async (update) => void heard.push(update));
    await heardAll(heard, 1);
    await next.stop();
    expect(texts(heard)).to.deep.equal(['one']);
  });

  it('confirms no tap before a workflow has it: it comes again after a crash', async () => {
    await anna.say('hello');
    await api.sendMessage(await anna.id(), 'a question', {
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    });
    const before: Update[] = [];
    listening(async (update) => {
      before.push(update);
      if (update.callback_query) await new Promise(() => undefined);
    });
    await anna.tap('Yes');
    // Another user's update is done meanwhile.
    await heardAll(before, 2);
    await new TelegramUser(telegram.url, { first_name: 'Bob', language_code: 'en' }).say('hello');
    await heardAll(before, 3);
    const heard: Update[] = [];
    const next = listening(async (update) => {
      heard.push(update);
      if (update.callback_query) currentHanding()?.handOn();
    });
    await until(
      'the tap',
      async () => heard.some(({ callback_query: tap }) => tap !== undefined),
      (isHeard) => isHeard,
    );
    await next.stop();
  });

  describe('with a waiting update', () => {
    /** Anna's update waits; another process gets it again if it was not confirmed. */
    async function others(byAll: boolean, count: number) {
      const heard: Update[] = [];
      const polling = listening(async (update) => {
        if (update.message?.text === 'waits') currentHanding()?.tryAgain(byAll);
        else heard.push(update);
      });
      await anna.say('waits');
      for (let from = 0; from < count; from += 20) {
        const user = new TelegramUser(telegram.url, { first_name: 'Bob', language_code: 'en' });
        for (let text = 0; text < Math.min(20, count - from); text += 1) await user.say('hello');
      }
      return { heard, polling };
    }

    it("for a single run, still receives everybody else's", async () => {
      const { heard, polling } = await others(false, 140);
      await heardAll(heard, 140);
      await polling.stop();
    });

    it('for a busy server, and ninety-nine more of them, gets what comes then, to acknowledge it', async () => {
      const heard: Update[] = [];
      const behind: Update[] = [];
      const served = Promise.withResolvers<void>();
      const polling = listening(
        async (update) => {
          heard.push(update);
          await served.promise;
        },
        (update) => behind.push(update),
      );
      const users = Array.from(
        { length: 100 },
        (_, at) => new TelegramUser(telegram.url, { first_name: `User ${at}`, language_code: 'en' }),
      );
      for (const user of users) await user.say('slow');
      await anna.say('hello');
      await until(
        'all of them',
        async () => [...heard, ...behind],
        (all) => all.length === 101 && texts(all).includes('hello'),
      );
      served.resolve();
      await heardAll(heard, 101);
      await polling.stop();
    });

    it('for a server that all need, leaves it to the next process, whoever overtakes it', async () => {
      const { heard, polling } = await others(true, 99);
      await heardAll(heard, 99);
      await polling.stop();
      const next: Update[] = [];
      const after = listening(async (update) => void next.push(update));
      await until(
        'what waited',
        async () => texts(next),
        (all) => all.includes('waits'),
      );
      await after.stop();
    });
  });

  it('takes updates over from a webhook, with waiting ones', async () => {
    await api.setWebhook('https://127.0.0.1:9/nobody');
    await anna.say('one');
    const heard: Update[] = [];
    const polling = listening(async (update) => void heard.push(update));
    await heardAll(heard, 1);
    await polling.stop();
    expect(texts(heard)).to.deep.equal(['one']);
  });

  it('says so when another process takes the updates', async () => {
    const first = listening(async () => undefined);
    await until(
      'a poll',
      () => calls('getUpdates'),
      (made) => made > 0,
    );
    const second = listening(async () => undefined);
    const error = await rejection(first.running);
    expect(error).to.have.property('name', 'UpdatesTaken');
    expect(error.message).to.include('other getUpdates').and.include('TELEGRAM_WEBHOOK_URL');
    await second.stop();
  });
});
