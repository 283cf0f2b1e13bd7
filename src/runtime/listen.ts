import type { FastifyInstance } from 'fastify';

/** Thrown when the address to listen on is taken, or not this machine's. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  constructor({ host, port, variables }: Address, cause: unknown) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`it cannot listen on ${host}, port ${port} (${why}): set ${variables} to what is free`, { cause });
  }
}

export interface Address {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where the two are set, for whoever has to mend it: "X_HOST and X_PORT". */
  readonly variables: string;
}

/**
 * Listens. Closed, the server finishes what it has begun, and keeps no connection open for more.
 * @returns the address that it listens on
 * @throws {CannotListen}
 */
export async function listen(server: FastifyInstance, address: Address): Promise<string> {
  // Without it whoever was answered last would keep the process up for as long as connections are kept alive.
  let closing = false;
  server.addHook('preClose', async () => void (closing = true));
  server.addHook('onSend', async (_request, reply, payload) => {
    if (closing) reply.header('connection', 'close');
    return payload;
  });
  try {
    return await server.listen({ host: address.host, port: address.port });
  } catch (error) {
    throw new CannotListen(address, error);
  }
}
