import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { viewCall } from './call-view.ts';
import type { Call } from './calls.ts';
import type { ControlDeps } from './control-deps.ts';
import type { ChatRecord } from './model.ts';

/** Time between empty lines, which show that a quiet stream is alive, ms. */
const HEARTBEAT_MS = 15_000;

/**
 * `GET /emulator/events`, server-sent events that say what to fetch again:
 * `chat` `{user_id, version}`, `people` `{}` (users, the bot's commands and texts, links), `call` (a CallView, once when it
 * comes and once when it is answered).
 */
export function serveEvents(app: FastifyInstance, { core, calls, closing, defaultBot }: ControlDeps): void {
  app.get('/emulator/events', (request, reply) => {
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\n');
    const onChat = ({ bot_id: bot, user_id, version }: ChatRecord): void => {
      if (bot === defaultBot.id) send(response, 'chat', { user_id, version });
    };
    const onPeople = (): void => send(response, 'people', {});
    const onCall = (call: Call): void => send(response, 'call', viewCall(core, call));
    core.store.changes.on('chat', onChat).on('people', onPeople);
    calls.changes.on('call', onCall);
    const beat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
    const end = (): void => {
      clearInterval(beat);
      core.store.changes.off('chat', onChat).off('people', onPeople);
      calls.changes.off('call', onCall);
      closing.removeEventListener('abort', end);
      response.end();
    };
    response.once('close', end);
    closing.addEventListener('abort', end);
    request.raw.socket.setNoDelay(true);
  });
}

function send(response: ServerResponse, event: string, data: unknown): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
