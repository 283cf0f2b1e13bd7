import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { readBody } from './body.ts';
import { findPair, queryOf } from './control-deps.ts';
import type { ControlDeps, Path } from './control-deps.ts';
import { ControlError } from './errors.ts';
import { serveEvents } from './events.ts';
import { readFault } from './faults.ts';
import { listChats } from './chat-list.ts';
import { viewCall } from './call-view.ts';
import { readRunLinks } from './run-links.ts';
import type { RunLink } from './run-links.ts';
import { chatKey } from './store.ts';
import { serveUsers } from './user-routes.ts';
import { viewChat } from './view.ts';

const NextUpdate = v.object({ next: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))) });

/** The users' side and the controls: everything under `/emulator`. */
export function serveControl(app: FastifyInstance, deps: ControlDeps): void {
  const { core } = deps;
  serveUsers(app, deps);
  serveEvents(app, deps);

  let links: RunLink[] = [];
  app.get('/emulator/links', () => links);
  app.put('/emulator/links', async (request) => {
    links = readRunLinks((await readBody(request)).values);
    core.store.changes.emit('people');
    return links;
  });

  app.get('/emulator/chats', () => listChats(core, deps.defaultBot));

  app.get('/emulator/', () => ({
    ok: true,
    bots: Object.values(core.store.data.bots).map(({ id, username, webhook, pending }) => ({
      id,
      username,
      webhook: webhook?.url ?? null,
      pending_updates: pending.length,
    })),
    users: Object.keys(core.store.data.users).length,
    faults: deps.faults.list().length,
  }));

  app.get<Path>('/emulator/chats/:id', async (request) => {
    const pair = findPair(deps, request);
    const query = queryOf(request);
    const after = Number(query['after'] ?? Number.NaN);
    const seconds = Math.min(60, Number(query['timeout'] ?? 0));
    const version = (): number => core.store.chat(pair.bot.id, pair.user.id)?.version ?? 0;
    if (version() <= after && seconds > 0) {
      const signal = AbortSignal.any([deps.closing, AbortSignal.timeout(seconds * 1000)]);
      await once(core.store.changes, chatKey(pair.bot.id, pair.user.id), { signal }).catch(() => undefined);
    }
    return viewChat(core, pair, `http://${request.host}`);
  });

  app.get<Path>('/emulator/callbacks/:id', (request) => {
    const callback = core.store.data.callbacks[request.params.id];
    if (!callback) throw new ControlError(404, `no callback query ${request.params.id}`);
    return callback;
  });

  app.get<Path>('/emulator/files/:id', async (request, reply) => {
    const file = core.files.find(request.params.id);
    if (!file) throw new ControlError(404, `no file ${request.params.id}`);
    const type = file.kind === 'photo' ? 'image/jpeg' : (file.mime_type ?? 'application/octet-stream');
    // Users send any bytes: a browser must not run them as a page of this origin.
    reply.header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox");
    if (!/^image\/(jpeg|png|webp|gif)$/.test(type)) reply.header('content-disposition', 'attachment');
    return await reply.type(type).send(await core.files.read(file));
  });

  app.get('/emulator/calls', (request) => {
    const { method, since, last } = queryOf(request);
    const filter = { ...(method !== undefined && { method }), ...(since !== undefined && { since: Number(since) }) };
    const found = deps.calls.list(filter);
    return (last === undefined ? found : found.slice(-Number(last))).map((call) => viewCall(core, call));
  });

  app.post('/emulator/update-ids', async (request) => {
    const { next } = v.parse(NextUpdate, (await readBody(request)).values);
    core.updates.beginAnew(deps.defaultBot, next);
    return { next: deps.defaultBot.next_update_id };
  });

  app.get('/emulator/faults', () => deps.faults.list());
  app.post('/emulator/faults', async (request) => {
    const fault = readFault((await readBody(request)).values);
    deps.faults.add(fault);
    return fault;
  });
  app.delete('/emulator/faults', () => {
    deps.faults.clear();
    return { ok: true };
  });
}
