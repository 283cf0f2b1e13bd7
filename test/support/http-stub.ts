import { createServer, type RequestListener } from 'node:http';

export interface HttpStub {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** A server on a free port that answers as the test wants. */
export async function serve(listener: RequestListener): Promise<HttpStub> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port on which nobody listens. */
export async function closedUrl(): Promise<string> {
  const stub = await serve(() => undefined);
  await stub.close();
  return stub.url;
}

/** The promise's error; fails when it is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error(`was to be rejected with an error, and not with ${String(outcome)}`);
  return outcome;
}
