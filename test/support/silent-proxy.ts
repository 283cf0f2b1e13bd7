import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A proxy to a server that can drop packets silently, as when a host is gone. */
export async function startSilentProxy(target: URL): Promise<{
  /** The target's URL through the proxy. */
  readonly url: string;
  /** From now on nothing passes, and nobody is told. */
  swallow(): void;
  /** New connections pass from now on; those before stay silent. */
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
