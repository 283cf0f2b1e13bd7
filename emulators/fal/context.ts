import type { FastifyRequest } from 'fastify';
import type { Downloader } from './download.ts';
import { AnsweredError, plainError } from './errors.ts';
import type { FaultList } from './faults.ts';
import type { FileStore } from './file-store.ts';
import type { Log } from './log.ts';
import type { StateStore } from './state.ts';
import type { WebhookSender } from './webhook.ts';

/** Shared by the routes. */
export interface Context {
  state: StateStore;
  files: FileStore;
  downloader: Downloader;
  faults: FaultList;
  webhooks: WebhookSender;
  log: Log;
}

/** The emulator's address as the caller knows it, so that addresses stay valid after a restart on another port. */
export function baseOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

/** A hook for routes that need a key: any non-empty key is valid, unless the settings name one. */
export function keyRequired({ state }: Pick<Context, 'state'>) {
  return async (request: FastifyRequest): Promise<void> => {
    const problem = keyProblem(request, state.settings.key);
    if (problem !== undefined) throw new AnsweredError(plainError(401, problem));
  };
}

/** What is wrong with the key that came with a request, if anything. */
export function keyProblem(request: FastifyRequest, right: string | null): string | undefined {
  const [, key] = /^Key (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (key === undefined) return 'Authentication is required to access this application';
  return right === null || key === right ? undefined : 'invalid key credentials';
}

/** The value of a header that is sent at most once. */
export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
