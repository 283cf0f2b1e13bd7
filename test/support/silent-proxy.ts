import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on which packets may be lost without a word, as where a host is gone. */
export async function startSilentProxy(target: URL): Promise<{
  /** The target's, by this way. */
  readonly url: string;
  /** From now on nothing passes, and nobody is told. */
  swallow(): void;
  /** Connections made from now on pass; those before stay silent. */
  passNew(): void;
  close(): void;
}> {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (silent || lost.has(from) || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => void (lost.has(from) || to.destroy()));
    }
  });
  const lost = new Set<Socket>();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    swallow() {
      silent = true;
    },
    passNew() {
      for (const socket of sockets) lost.add(socket);
      silent = false;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
