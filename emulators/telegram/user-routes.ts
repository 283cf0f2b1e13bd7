import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { readBody } from './body.ts';
import { botProfile } from './bot-profile.ts';
import { findPair } from './control-deps.ts';
import type { ControlDeps, Path } from './control-deps.ts';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import type { UserRecord } from './model.ts';
import { Params } from './params.ts';
import { tap } from './taps.ts';
import { playedKinds, sharedKinds, UserSide } from './user-side.ts';

const FIRST_USER_ID = 1_000_001;
/** The highest id of a user: 52 bits (User). */
const Id = v.pipe(v.union([v.number(), v.pipe(v.string(), v.transform(Number))]), v.integer(), v.minValue(1));

const NewUser = v.object({
  id: v.optional(Id),
  first_name: v.pipe(v.string(), v.nonEmpty()),
  last_name: v.optional(v.string()),
  username: v.optional(v.string()),
  language_code: v.optional(v.string()),
});
const Say = v.object({ text: v.string(), reply_to_message_id: v.optional(Id) });
const Service = v.object({ kind: v.string() });
const Edit = v.object({ message_id: Id, text: v.optional(v.string()) });
const Tap = v.object({
  message_id: v.optional(Id),
  label: v.optional(v.string()),
  data: v.optional(v.string()),
  force: v.optional(v.boolean()),
});

/** Users' actions: everything under `/emulator/users`. */
export function serveUsers(app: FastifyInstance, deps: ControlDeps): void {
  const { core } = deps;
  const people = new UserSide(core);

  app.get('/emulator/users', () => Object.values(core.store.data.users));
  app.post('/emulator/users', async (request) => saveUser(core, check(NewUser, (await readBody(request)).values)));

  app.post<Path>('/emulator/users/:id/text', async (request) => {
    const { text, reply_to_message_id: replyTo } = check(Say, (await readBody(request)).values);
    const { message_ids: ids } = people.say(findPair(deps, request), text, replyTo);
    return { message_id: ids.at(-1), message_ids: ids };
  });

  app.post<Path>('/emulator/users/:id/photos', async (request) => {
    const pair = findPair(deps, request);
    const { files, values } = await readBody(request);
    const on = (name: string): boolean => ['1', 'true', 'yes'].includes(new Params(values).text(name));
    return await people.sendFiles(pair, files, {
      album: on('album'),
      shuffle: on('shuffle'),
      large: on('large'),
      forwarded: on('forwarded'),
      document: values['as'] === 'document',
      gapMs: Number(values['gap_ms'] ?? 0),
      ...(typeof values['caption'] === 'string' && { caption: values['caption'] }),
    });
  });

  for (const kind of sharedKinds) {
    app.post<Path>(`/emulator/users/:id/${kind}`, (request) => people.share(findPair(deps, request), kind));
  }

  for (const kind of playedKinds) {
    app.post<Path>(`/emulator/users/:id/${kind}`, async (request) => {
      const pair = findPair(deps, request);
      const { files, values } = await readBody(request);
      return await people.sendMedia(pair, kind, files[0], { animated: new Params(values).flag('animated') });
    });
  }

  app.post<Path>('/emulator/users/:id/live_photo', async (request) => {
    const pair = findPair(deps, request);
    const { files, values } = await readBody(request);
    return await people.sendLivePhoto(pair, files[0], new Params(values).flag('alone'));
  });

  app.post<Path>('/emulator/users/:id/service', async (request) => {
    const pair = findPair(deps, request);
    return people.happen(pair, check(Service, (await readBody(request)).values).kind);
  });

  app.post<Path>('/emulator/users/:id/edit', async (request) => {
    const pair = findPair(deps, request);
    const { files, values } = await readBody(request);
    const { message_id: id, text } = check(Edit, values);
    return await people.edit(pair, id, { text, upload: files[0] });
  });

  app.post<Path>('/emulator/users/:id/clear', (request) => {
    people.clear(findPair(deps, request));
    return { ok: true };
  });

  app.post<Path>('/emulator/users/:id/tap', async (request) => {
    const pair = findPair(deps, request);
    const wanted = check(Tap, (await readBody(request)).values);
    if (wanted.label === undefined && wanted.data === undefined) throw new ControlError(400, 'give "label" or "data"');
    return tap(core, pair, wanted);
  });

  app.get<Path>('/emulator/users/:id/bot', (request) => botProfile(findPair(deps, request)));

  for (const [action, blocked] of [
    ['block', true],
    ['unblock', false],
  ] as const) {
    app.post<Path>(`/emulator/users/:id/${action}`, (request) => {
      people.setBlocked(findPair(deps, request), blocked);
      return { ok: true, blocked };
    });
  }

  app.post<Path>('/emulator/users/:id/deactivate', (request) => {
    const { user } = findPair(deps, request);
    user.deactivated = true;
    core.store.touchPeople();
    return { ok: true };
  });
}

/** Creates a user, or changes the profile of an existing one. */
function saveUser(core: Core, { id, ...profile }: v.InferOutput<typeof NewUser>): UserRecord {
  const { users } = core.store.data;
  const taken = Object.keys(users).map(Number);
  const user: UserRecord = {
    ...users[id ?? 0],
    id: id ?? Math.max(FIRST_USER_ID - 1, ...taken) + 1,
    first_name: profile.first_name,
  };
  for (const name of ['last_name', 'username', 'language_code'] as const) {
    const value = profile[name];
    if (value !== undefined) user[name] = value;
  }
  users[user.id] = user;
  core.store.touchPeople();
  return user;
}

function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  throw new ControlError(400, issues.join('; '));
}
