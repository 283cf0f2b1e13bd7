import { isGrpcServiceError } from '@temporalio/client';
import { expect } from 'chai';
import { connectClient } from '../../src/runtime/temporal-connection.ts';
import { servers } from '../support/servers.ts';
import { startSilentProxy } from '../support/silent-proxy.ts';

/** Source: grpc.github.io/grpc/core/md_doc_statuscodes.html */
const DEADLINE_EXCEEDED = 4;

describe('the connection to Temporal', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('limits every call, even one without its own limit, when the server is silently lost', async () => {
    const { env } = await servers();
    const proxy = await startSilentProxy(new URL(`tcp://${env.TEMPORAL_ADDRESS ?? ''}`));
    Object.assign(process.env, {
      TEMPORAL_ADDRESS: new URL(proxy.url).host,
      TEMPORAL_NAMESPACE: env.TEMPORAL_NAMESPACE,
    });
    const client = await connectClient(1_000);
    try {
      proxy.swallow();
      const error: unknown = await client.workflow.count().catch((thrown: unknown) => thrown);
      const cause = (error as Error).cause ?? error;
      expect(isGrpcServiceError(cause) && cause.code).to.equal(DEADLINE_EXCEEDED);
    } finally {
      proxy.close();
      await client.connection.close();
    }
  });
});
