import type { Call } from './calls.ts';
import type { Core } from './core.ts';
import { isRecord } from './params.ts';

/** A call, with the user it was about, if any. */
export interface CallView extends Call {
  chat?: number;
}

export function viewCall(core: Core, call: Call): CallView {
  const chat = chatOf(core, call);
  return chat === undefined ? call : { ...call, chat };
}

function chatOf(core: Core, { params, method, result }: Call): number | undefined {
  const given = Number(params['chat_id'] ?? Number.NaN);
  if (Number.isSafeInteger(given)) return given;
  const callback = core.store.data.callbacks[String(params['callback_query_id'])];
  if (callback) return callback.user_id;
  return method === 'getUpdates' && Array.isArray(result) ? chatOfUpdates(result) : undefined;
}

/** The user of updates that all have the same one. */
function chatOfUpdates(updates: unknown[]): number | undefined {
  const people = new Set(updates.map(senderOf));
  return people.size === 1 ? [...people][0] : undefined;
}

function senderOf(update: unknown): number | undefined {
  if (!isRecord(update)) return undefined;
  const content = Object.values(update).find(isRecord);
  const from = content?.['from'];
  return isRecord(from) ? Number(from['id']) : undefined;
}
