import type { Files } from './files.ts';
import type { BotRecord } from './model.ts';
import type { Params } from './params.ts';
import type { Store } from './store.ts';
import type { Updates } from './updates.ts';
import type { Webhooks } from './webhooks.ts';

/** Shared by the bots' side, the users' side and the control side. */
export interface Core {
  store: Store;
  files: Files;
  updates: Updates;
  webhooks: Webhooks;
  /** how long a callback query may be answered, ms */
  callbackLifetimeMs: number;
}

export interface MethodContext {
  core: Core;
  bot: BotRecord;
  /** aborts when the caller disconnects or the emulator closes */
  signal: AbortSignal;
}

/** One method of the Bot API. @throws BotApiError */
export type Method = (context: MethodContext, params: Params) => unknown;
