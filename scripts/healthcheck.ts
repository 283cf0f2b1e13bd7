/**
 * `node scripts/healthcheck.ts worker|bot`: what a container's health check runs. Exit code 1, and a line why, when unwell.
 * A worker is well when Temporal has lately been asked for tasks from this machine; a bot, when Telegram and Temporal answer.
 */
import { hostname } from 'node:os';
import { readBotConfig, readWorkerConfig } from '../src/config.ts';
import { connectClient } from '../src/temporal-connection.ts';

/** A worker asks again at the latest after a minute, when its long poll ends. Source: docs.temporal.io, long polling. */
const LATELY_MS = 3 * 60_000;
const TELEGRAM_TIMEOUT_MS = 10_000;

async function checkWorker(): Promise<void> {
  const { taskQueue } = readWorkerConfig(process.env);
  const { connection, options } = await connectClient();
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueue },
  });
  // The SDK's default identity is pid@hostname.
  const seen = (pollers ?? [])
    .filter(({ identity }) => identity?.endsWith(`@${hostname()}`))
    .map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000);
  if (Date.now() - Math.max(0, ...seen) > LATELY_MS) {
    throw new Error(`Temporal has seen no worker of ${hostname()} ask for tasks of ${taskQueue} lately`);
  }
}

async function checkBot(): Promise<void> {
  const { telegram } = readBotConfig(process.env);
  const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/getMe`, {
    signal: AbortSignal.timeout(TELEGRAM_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new Error(`Telegram does not answer at ${telegram.apiRoot}`, { cause });
  });
  if (!response.ok) throw new Error(`Telegram answers getMe with ${response.status}`);
  await connectClient();
}

try {
  await (process.argv[2] === 'bot' ? checkBot() : checkWorker());
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
