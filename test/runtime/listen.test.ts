import { expect } from 'chai';
import { fastify } from 'fastify';
import { listen } from '../../src/runtime/listen.ts';
import { rejection, serve } from '../support/http-stub.ts';

describe('listening', () => {
  it('reports an address that is taken, and what to set', async () => {
    const taken = await serve(() => undefined);
    const server = fastify();
    try {
      const { port } = new URL(taken.url);
      const error = await rejection(
        listen(server, { host: '127.0.0.1', port: Number(port), variables: 'HOST and PORT' }),
      );
      expect(error).to.have.property('name', 'CannotListen');
      expect(error.message).to.include(`127.0.0.1, port ${port} (EADDRINUSE)`).and.include('set HOST and PORT');
    } finally {
      await server.close();
      await taken.close();
    }
  });
});
