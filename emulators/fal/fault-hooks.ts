import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { infrastructureError, platformError, type ErrorAnswer } from './errors.ts';
import type { InjectedFault, FaultList, Operation } from './faults.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
  interface FastifyRequest {
    /** How the answer to an executed request is changed. */
    answerFault: 'hang' | 'reset' | 'hang-midway' | 'reset-midway' | undefined;
  }
}

const SLOW_MS = 1000;
// Long enough for the first half to be read before the connection ends.
const FLUSH_MS = 50;

/** Applies faults on every route with an operation. */
export function installFaults(server: FastifyInstance, faults: FaultList): void {
  server.decorateRequest('answerFault', undefined);

  server.addHook('preHandler', async (request, reply) => {
    const { operation } = request.routeOptions.config;
    if (!operation) return;
    const [path = ''] = request.url.split('?');
    const fault = faults.take(operation, path);
    if (fault) await suffer(fault, operation, request, reply);
  });

  server.addHook('onSend', async (request, reply, payload) => {
    switch (request.answerFault) {
      case undefined:
        return payload;
      case 'reset':
        request.raw.socket.resetAndDestroy();
        return payload;
      case 'hang':
        return forever();
      case 'hang-midway':
      case 'reset-midway':
        await sendHalf(reply, await bytesOf(payload));
        if (request.answerFault === 'reset-midway') request.raw.socket.destroy();
        return forever();
    }
  });
}

async function suffer(
  fault: InjectedFault,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.ms ?? SLOW_MS, undefined, { ref: false });
      return;
    case 'hang':
      reply.hijack();
      return;
    case 'reset-before':
      reply.hijack();
      request.raw.socket.resetAndDestroy();
      return;
    case 'hang-after-accepting':
      request.answerFault = 'hang';
      return;
    case 'reset-after-accepting':
      request.answerFault = 'reset';
      return;
    case 'hang-midway':
    case 'reset-midway':
      if (!(request.body instanceof Readable)) {
        request.answerFault = fault.kind;
        return;
      }
      reply.hijack();
      await takeHalf(request.body, Number(request.headers['content-length'] ?? 0));
      if (fault.kind === 'reset-midway') request.raw.socket.resetAndDestroy();
      return;
    default: {
      const { status, body, headers } = answerOf(fault, fault.kind, operation);
      await reply.code(status).headers(headers).send(body);
    }
  }
}

function answerOf({ detail, error_type }: InjectedFault, status: number, operation: Operation): ErrorAnswer {
  if (operation === 'platform') return platformError(status, typeof detail === 'string' ? detail : undefined);
  const usual = infrastructureError(status);
  const typed = error_type === undefined ? usual.headers : { 'x-fal-error-type': error_type };
  const bare = Array.isArray(detail) ? { detail } : { ...usual.body, ...(detail === undefined ? {} : { detail }) };
  return { status, headers: typed, body: error_type === undefined ? bare : { ...bare, error_type } };
}

/** Reads half of an upload, then stops. */
async function takeHalf(upload: Readable, length: number): Promise<void> {
  let taken = 0;
  try {
    for await (const chunk of upload.iterator({ destroyOnReturn: false })) {
      taken += Buffer.byteLength(chunk);
      if (taken >= length / 2) return;
    }
  } catch {
    // The sender gave up earlier.
  }
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  if (payload instanceof Readable) return buffer(payload);
  return Buffer.isBuffer(payload) ? payload : Buffer.from(typeof payload === 'string' ? payload : '');
}

async function sendHalf(reply: FastifyReply, bytes: Buffer): Promise<void> {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(reply.statusCode, { 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length / 2));
  await sleep(FLUSH_MS);
}

function forever(): Promise<never> {
  return new Promise(() => undefined);
}
