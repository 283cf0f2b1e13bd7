import type { FastifyInstance } from 'fastify';

/** Thrown when the address to listen on is taken, or not this machine's. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  constructor(host: string, port: number, cause: unknown) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`it cannot listen on ${host}, port ${port} (${why}): set WEBHOOK_HOST and WEBHOOK_PORT to what is free`, {
      cause,
    });
  }
}

/** @returns the address that it listens on */
export async function listen(server: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (error) {
    throw new CannotListen(host, port, error);
  }
}
