import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBody } from './body.ts';
import type { Calls } from './calls.ts';
import type { Core } from './core.ts';
import { BotApiError, notFound, tooManyRequests, unauthorized } from './errors.ts';
import type { CallFault, Faults } from './faults.ts';
import { LIMITS, TOKEN_SHAPE } from './limits.ts';
import { findMethod } from './methods/index.ts';
import type { BotRecord } from './model.ts';
import { Params } from './params.ts';

export interface BotApiDeps {
  core: Core;
  calls: Calls;
  faults: Faults;
  closing: AbortSignal;
}

interface Envelope {
  status: number;
  body: Record<string, unknown>;
}

const STATUS_TEXT: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The bots' side: `/bot<token>/<method>` and `/file/bot<token>/<file_path>`. */
export function serveBotApi(app: FastifyInstance, deps: BotApiDeps): void {
  app.all<{ Params: { token: string; method: string } }>('/bot:token/:method', async (request, reply) => {
    const { token, method } = request.params;
    const { values, uploads } = await readBody(request);
    const bot = deps.core.store.botByToken(token);
    const known = findMethod(method)?.name ?? method;
    const params = new Params(values, uploads);
    const call = deps.calls.begin(bot?.id ?? null, known, params);
    const fault = bot && deps.faults.take(known);
    if (fault) call.fault = fault.kind;
    if (fault?.kind === 'hang' || fault?.kind === 'reset-before') {
      deps.calls.drop(call);
      return await cut(reply, fault, deps.closing);
    }
    const answer =
      fault && typeof fault.kind === 'number'
        ? envelope(faultError(fault))
        : await run(deps, token, bot, method, params, leaving(reply, deps.closing));
    const { error_code: code, description, result } = answer.body;
    const error = code === undefined ? undefined : { code: Number(code), description: String(description) };
    deps.calls.end(call, error, result);
    if (fault?.kind === 'reset-after') return await cut(reply, fault, deps.closing);
    return await reply.code(answer.status).send(answer.body);
  });

  app.get<{ Params: { token: string; '*': string } }>('/file/bot:token/*', async (request, reply) => {
    const bot = deps.core.store.botByToken(request.params.token);
    const params = new Params({ file_path: request.params['*'] });
    const call = deps.calls.begin(bot?.id ?? null, 'downloadFile', params);
    const fault = bot && deps.faults.take('downloadFile');
    if (fault) call.fault = fault.kind;
    if (fault && typeof fault.kind !== 'number') {
      deps.calls.drop(call);
      return await cut(reply, fault, deps.closing);
    }
    const file = bot && deps.core.files.byPath(bot.id, request.params['*']);
    const error = fault ? faultError(fault) : bot ? (file ? undefined : notFound()) : unauthorized();
    deps.calls.end(call, error && { code: error.code, description: error.message });
    if (error || !file) return await send(reply, envelope(error ?? notFound()));
    if (file.file_size > LIMITS.downloadBytes) return await send(reply, envelope(notFound()));
    return await reply.type('application/octet-stream').send(await deps.core.files.read(file));
  });
}

/** Runs one method as if it had come over HTTP, and keeps a record of it. */
export async function execute(
  deps: BotApiDeps,
  bot: BotRecord,
  method: string,
  values: Record<string, unknown>,
): Promise<void> {
  const params = new Params(values);
  const call = deps.calls.begin(bot.id, findMethod(method)?.name ?? method, params);
  const { body } = await run(deps, bot.token, bot, method, params, deps.closing);
  const code = body['error_code'];
  deps.calls.end(
    call,
    code === undefined ? undefined : { code: Number(code), description: String(body['description']) },
    body['result'],
  );
}

async function run(
  { core }: BotApiDeps,
  token: string,
  bot: BotRecord | undefined,
  method: string,
  params: Params,
  signal: AbortSignal,
): Promise<Envelope> {
  try {
    if (!TOKEN_SHAPE.test(token)) throw notFound();
    if (!bot) throw unauthorized();
    const found = findMethod(method);
    if (!found) throw notFound();
    return { status: 200, body: { ok: true, result: await found.run({ core, bot, signal }, params) } };
  } catch (error) {
    if (error instanceof BotApiError) return envelope(error);
    throw error;
  }
}

function envelope({ code, message, parameters }: BotApiError): Envelope {
  return {
    status: code,
    body: { ok: false, error_code: code, description: message, ...(parameters && { parameters }) },
  };
}

async function send(reply: FastifyReply, { status, body }: Envelope): Promise<unknown> {
  return await reply.code(status).send(body);
}

function faultError({ kind, retry_after: seconds, description }: CallFault): BotApiError {
  const code = Number(kind);
  if (code === 429) return tooManyRequests(seconds ?? 1);
  return new BotApiError(code, description ?? STATUS_TEXT[code] ?? 'Internal Server Error');
}

/** Ends the connection without an answer; a hang does so only when the caller leaves or the emulator closes. */
async function cut(reply: FastifyReply, { kind }: CallFault, closing: AbortSignal): Promise<void> {
  reply.hijack();
  const signal = leaving(reply, closing);
  if (kind === 'hang' && !signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
  reply.raw.destroy();
}

/** Aborts when the caller has left before the answer, or when the emulator closes. */
function leaving(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  return AbortSignal.any([left.signal, closing]);
}

export function botApiFailure(error: FastifyError, request: FastifyRequest): Envelope | undefined {
  if (!/^\/(file\/)?bot/.test(request.url)) return undefined;
  const { statusCode: code = 500, message: text } = error;
  if (code === 413) return envelope(new BotApiError(413, 'Request Entity Too Large'));
  return envelope(new BotApiError(code, code < 500 ? `Bad Request: ${text}` : `Internal Server Error: ${text}`));
}
