/**
 * `node scripts/healthcheck.ts worker|bot|webhook`: a container's health check. Exit code 1, with a line why, when
 * unhealthy. A worker is healthy when the database answers and Temporal was lately polled from this machine; a bot,
 * when the database, Telegram and Temporal answer; a webhook, when it and Temporal answer.
 */
import { hostname } from 'node:os';
import { readBotConfig, readWebhookConfig, readWorkerConfig } from '../src/runtime/config/index.ts';
import { connectRecords } from '../src/entities/orm.ts';
import { connectClient } from '../src/runtime/temporal-connection.ts';

/** A worker polls again within a minute, when its long poll ends. Source: docs.temporal.io, long polling. */
const LATELY_MS = 3 * 60_000;
const ANSWER_TIMEOUT_MS = 10_000;

async function checkWorker(): Promise<void> {
  const { taskQueue, databaseUrl } = readWorkerConfig(process.env);
  await checkDatabase(databaseUrl);
  const client = await connectClient();
  const { pollers } = await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
    }),
  );
  // The SDK's default identity is pid@hostname.
  const seen = (pollers ?? [])
    .filter(({ identity }) => identity?.endsWith(`@${hostname()}`))
    .map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
  if (Date.now() - Math.max(0, ...seen) > LATELY_MS) {
    throw new Error(`Temporal has seen no worker of ${hostname()} ask for tasks of ${taskQueue} lately`);
  }
}

/** By a new connection, so that a silently lost one is noticed. */
async function checkDatabase(databaseUrl: string): Promise<void> {
  const orm = await connectRecords(databaseUrl, { pool: 1, queryMs: ANSWER_TIMEOUT_MS });
  await orm.close(true);
}

async function checkBot(): Promise<void> {
  const { telegram, databaseUrl } = readBotConfig(process.env);
  await checkDatabase(databaseUrl);
  const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/getMe`, {
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Error(`Telegram does not answer at ${telegram.apiRoot}`, { cause });
  });
  if (!response.ok) throw new Error(`Telegram answers getMe with ${response.status}`);
  await connectClient();
}

async function checkWebhook(): Promise<void> {
  const { host, port } = readWebhookConfig(process.env);
  const address = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/health`;
  const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }).catch((cause: unknown) => {
    throw new Error(`the webhook does not answer at ${address}`, { cause });
  });
  if (!response.ok) throw new Error(`the webhook answers with ${response.status}`);
  await connectClient();
}

const checks: Record<string, () => Promise<void>> = { worker: checkWorker, bot: checkBot, webhook: checkWebhook };

try {
  const check = checks[process.argv[2] ?? 'worker'];
  if (!check) throw new Error(`no such process: name one of ${Object.keys(checks).join(', ')}`);
  await check();
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
