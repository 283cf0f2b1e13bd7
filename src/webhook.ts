/** The webhook process: composition only. */
import { once } from 'node:events';
import { readWebhookConfig } from './runtime/config/index.ts';
import { listen } from './runtime/listen.ts';
import { createLogger } from './runtime/logging.ts';
import { runProcess } from './runtime/process.ts';
import { connectClient } from './runtime/temporal-connection.ts';
import { createTrainingRuns, createWebhook, FalKeys } from './webhook/index.ts';

await runProcess('webhook', async (stopping) => {
  const { host, port, jwksUrl, logLevel } = readWebhookConfig(process.env);
  const logger = createLogger('webhook', logLevel);
  const client = await connectClient();
  const keys = new FalKeys({ url: jwksUrl });
  const server = createWebhook({ keys, runs: createTrainingRuns(client), logger });
  try {
    const url = await listen(server, { host, port, variables: 'WEBHOOK_HOST and WEBHOOK_PORT' });
    // In advance: the first call need not wait for them.
    void keys.fetch();
    logger.info({ url, jwksUrl }, 'the webhook is ready');
    if (!stopping.aborted) await once(stopping, 'abort');
  } finally {
    await server.close();
    await client.connection.close();
  }
});
