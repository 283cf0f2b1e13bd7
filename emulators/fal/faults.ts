import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { infrastructureError } from './errors.ts';

/** What a request of FAL's protocol is for; a route without one is never disturbed. */
export type Operation = 'submit' | 'status' | 'result' | 'cancel' | 'storage' | 'files';

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
  interface FastifyRequest {
    resetAfterwards: boolean;
  }
}

const status = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));

/** A fault for the next `count` requests of an operation, of a path (`fal-ai/flux-pro-trainer`) or of any (`*`). */
export const FaultSchema = v.strictObject({
  endpoint: v.optional(v.pipe(v.string(), v.minLength(1)), '*'),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  kind: v.union([
    status,
    v.pipe(v.string(), v.regex(/^[45]\d\d$/), v.transform(Number)),
    v.picklist(['hang', 'reset-before', 'reset-after-accepting']),
  ]),
});
export type Fault = v.InferOutput<typeof FaultSchema>;

/** Faults still to come, the oldest first. */
export class FaultList {
  #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault });
  }

  all(): Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault that this request is to suffer, counted down. */
  take(operation: Operation, path: string): Fault['kind'] | undefined {
    const fault = this.#faults.find(({ endpoint }) => matches(endpoint, operation, path));
    if (!fault) return undefined;
    fault.count -= 1;
    this.#faults = this.#faults.filter(({ count }) => count > 0);
    return fault.kind;
  }
}

/** Lets the faults happen on every route that has an operation. */
export function installFaults(server: FastifyInstance, faults: FaultList): void {
  server.decorateRequest('resetAfterwards', false);

  server.addHook('preHandler', async (request, reply) => {
    const { operation } = request.routeOptions.config;
    if (!operation) return;
    const [path = ''] = request.url.split('?');
    const kind = faults.take(operation, path);
    if (kind === 'reset-after-accepting') {
      request.resetAfterwards = true;
    } else if (kind === 'hang') {
      reply.hijack();
    } else if (kind === 'reset-before') {
      reply.hijack();
      request.raw.socket.resetAndDestroy();
    } else if (kind !== undefined) {
      const { body, headers } = infrastructureError(kind);
      await reply.code(kind).headers(headers).send(body);
    }
  });

  server.addHook('onSend', async (request, _reply, payload) => {
    if (request.resetAfterwards) request.raw.socket.resetAndDestroy();
    return payload;
  });
}

function matches(endpoint: string, operation: Operation, path: string): boolean {
  if (endpoint === '*' || endpoint === operation) return true;
  const wanted = `/${endpoint.replace(/^\/+|\/+$/g, '')}`;
  return path === wanted || path.startsWith(`${wanted}/`);
}
