import type { FastifyRequest } from 'fastify';
import type { Calls } from './calls.ts';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import type { Faults } from './faults.ts';
import type { BotRecord } from './model.ts';
import { isRecord } from './params.ts';
import type { Pair } from './user-side.ts';

export interface ControlDeps {
  core: Core;
  calls: Calls;
  faults: Faults;
  closing: AbortSignal;
  /** the bot that users talk to by default */
  defaultBot: BotRecord;
}

export type Path = { Params: { id: string } };

/** The user of the path and the bot of the query. @throws ControlError 404 */
export function findPair({ core, defaultBot }: ControlDeps, request: FastifyRequest<Path>): Pair {
  const user = core.store.data.users[request.params.id];
  if (!user) throw new ControlError(404, `no user ${request.params.id}: make one with POST /emulator/users`);
  const name = queryOf(request)['bot'];
  const bots = Object.values(core.store.data.bots);
  const bot = name === undefined ? defaultBot : bots.find((one) => [String(one.id), one.username].includes(name));
  if (!bot) throw new ControlError(404, `no bot ${name}; there are ${bots.map((one) => one.username).join(', ')}`);
  return { bot, user };
}

export function queryOf(request: FastifyRequest): Record<string, string | undefined> {
  const query: unknown = request.query;
  if (!isRecord(query)) return {};
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}
