import Fastify from 'fastify';
import type { FastifyError } from 'fastify';
import { acceptBodies } from './body.ts';
import { Blobs } from './blobs.ts';
import { botApiFailure, execute, serveBotApi } from './bot-api.ts';
import type { BotApiDeps } from './bot-api.ts';
import { Calls } from './calls.ts';
import { serveControl } from './control.ts';
import type { Core } from './core.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { TOKEN_SHAPE } from './limits.ts';
import type { BotRecord } from './model.ts';
import { keepToThisMachine } from './origin.ts';
import { servePage } from './page.ts';
import { Store } from './store.ts';
import { Updates } from './updates.ts';
import { Webhooks } from './webhooks.ts';

/** A token that the emulator always knows, so that no setup is needed. */
export const EMULATOR_BOT_TOKEN = '1000000001:AAEmulatorTokenForLocalDevelopment0';

export interface EmulatedBot {
  /** `<digits>:<35 letters, digits, _ or ->` */
  token: string;
  username: string;
  first_name: string;
}

export interface TelegramEmulatorOptions {
  /** 0 or absent: any free port */
  port?: number;
  host?: '127.0.0.1';
  /** folder of the state; absent: the state is in memory, and files in a temporary folder */
  dataDir?: string;
  /** known besides EMULATOR_BOT_TOKEN; users talk to the first one unless they name another */
  bots?: EmulatedBot[];
  /** short for one of `bots` */
  botToken?: string;
  /** how long a callback query may be answered, ms; default one minute */
  callbackLifetimeMs?: number;
  /** pause before the second redelivery to a webhook, ms, then doubled; default one second */
  webhookRetryMs?: number;
  /** how long a webhook may take to answer, ms; default one minute */
  webhookTimeoutMs?: number;
}

export interface TelegramEmulator {
  /** without a trailing slash, ready for grammY's `apiRoot` */
  readonly url: string;
  /** Ends long polls at once, writes the state, and resolves when the port is free. */
  close(): Promise<void>;
}

/** Starts a Bot API server with a user's side. @throws Error on a token of the wrong shape or a taken port */
export async function startTelegramEmulator(options: TelegramEmulatorOptions = {}): Promise<TelegramEmulator> {
  const { port = 0, host = '127.0.0.1', dataDir, callbackLifetimeMs = 60_000 } = options;
  const closing = new AbortController();
  const [store, blobs, calls] = await Promise.all([Store.open(dataDir), Blobs.open(dataDir), Calls.open(dataDir)]);
  const bots = botsOf(options).map((bot) => registerBot(store, bot));
  const defaultBot = bots[0];
  if (!defaultBot) throw new Error('no bot to register');
  const updates = new Updates(store);
  const times = { retryMs: options.webhookRetryMs ?? 1000, timeoutMs: options.webhookTimeoutMs ?? 60_000 };
  const webhooks = new Webhooks(store, updates, times, async (bot, method, values) => {
    await execute(deps, bot, method, values);
  });
  const core: Core = { store, files: new Files(store, blobs), updates, webhooks, callbackLifetimeMs };
  const faults = new Faults();
  const deps: BotApiDeps = { core, calls, faults, closing: closing.signal };

  const app = Fastify({
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
  });
  await acceptBodies(app);
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const failure = botApiFailure(error, request);
    const { statusCode = 500, message } = error;
    return await reply.code(failure?.status ?? statusCode).send(failure?.body ?? { error: message });
  });
  app.setNotFoundHandler(async (_request, reply) => {
    return await reply.code(404).send({ ok: false, error_code: 404, description: 'Not Found' });
  });
  keepToThisMachine(app);
  serveBotApi(app, deps);
  serveControl(app, { core, calls, faults, closing: closing.signal, defaultBot });
  servePage(app);
  const url = await app.listen({ port, host }).catch(async (error: unknown) => {
    await blobs.close();
    throw error;
  });
  for (const bot of Object.values(store.data.bots)) webhooks.watch(bot);

  return {
    url,
    close: async () => {
      closing.abort();
      webhooks.close();
      await app.close();
      await Promise.all([store.close(), calls.flush()]);
      await blobs.close();
    },
  };
}

function botsOf({ bots = [], botToken }: TelegramEmulatorOptions): EmulatedBot[] {
  const standard = { username: 'emulator_bot', first_name: 'Emulator' };
  const given = botToken === undefined ? bots : [{ token: botToken, ...standard }, ...bots];
  const known = given.some(({ token }) => token === EMULATOR_BOT_TOKEN);
  return known ? given : [...given, { token: EMULATOR_BOT_TOKEN, ...standard }];
}

function registerBot(store: Store, { token, username, first_name: firstName }: EmulatedBot): BotRecord {
  if (!TOKEN_SHAPE.test(token)) throw new Error('a bot token looks like 123456789:<35 letters, digits, "_" or "-">');
  const id = Number(token.split(':')[0]);
  const bot = (store.data.bots[id] ??= {
    id,
    token,
    username,
    first_name: firstName,
    // Update ids start at any number (Update): a bot must not expect small ones.
    next_update_id: 700_000_001,
    next_message_id: 101,
    pending: [],
    commands: {},
    texts: {},
  });
  Object.assign(bot, { token, username, first_name: firstName });
  store.changed();
  return bot;
}
