import type { FastifyInstance } from 'fastify';

/** Thrown when the address is taken, or does not belong to this machine. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  constructor({ host, port, variables }: Address, cause: unknown) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`it cannot listen on ${host}, port ${port} (${why}): set ${variables} to what is free`, { cause });
  }
}

export interface Address {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The variables to change, for the message: "X_HOST and X_PORT". */
  readonly variables: string;
}

/** On close, the server finishes open requests and closes idle connections. @returns its address @throws {CannotListen} */
export async function listen(server: FastifyInstance, address: Address): Promise<string> {
  // Otherwise kept-alive connections would keep the process up.
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
