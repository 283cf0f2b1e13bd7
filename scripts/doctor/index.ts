import { allowedUpdates } from '../../src/bot/updates/allowed-updates.ts';
import { runChecks, type Check, type Result } from './check.ts';
import { clocks } from './checks/clocks.ts';
import { configuration } from './checks/configuration.ts';
import { database } from './checks/database.ts';
import { falKey } from './checks/fal-key.ts';
import { falWebhook } from './checks/fal-webhook.ts';
import { models, workflowBundle } from './checks/files.ts';
import { node } from './checks/node.ts';
import { schema } from './checks/schema.ts';
import { storage } from './checks/storage.ts';
import { storagePrivacy } from './checks/storage-privacy.ts';
import { storageRetention } from './checks/storage-retention.ts';
import { telegramToken } from './checks/telegram-token.ts';
import { telegramUpdates } from './checks/telegram-updates.ts';
import { telegramWebhook } from './checks/telegram-webhook.ts';
import { temporal } from './checks/temporal.ts';
import { temporalNamespace } from './checks/temporal-namespace.ts';
import { temporalSchedules } from './checks/temporal-schedules.ts';
import { temporalSearchAttributes } from './checks/temporal-search-attributes.ts';
import { temporalStuckRuns } from './checks/temporal-stuck-runs.ts';
import { temporalWorkers } from './checks/temporal-workers.ts';
import { reach, type Reach } from './reach.ts';
import { masking } from './secrets.ts';
import { readSettings, type Environment, type Settings } from './settings.ts';
import { inOneLine } from './words.ts';

/** Longest text that is shown, characters: a server's message may be a page. */
const LONGEST = 400;

/** Checks everything that the environment names, in parallel. @returns findings in order, without any secret */
export async function examine(env: Environment): Promise<Result[]> {
  const settings = readSettings(env);
  const servers = reach(settings, env);
  const mask = masking(env);
  // Cut after masking: half a secret would not be recognised.
  const shown = (text: string) => cut(mask(inOneLine(text)));
  try {
    const results = await runChecks(checks(settings, servers, env));
    return results.map(({ what, fix, ...rest }) => ({
      ...rest,
      what: shown(what),
      ...(fix === undefined ? {} : { fix: shown(fix) }),
    }));
  } finally {
    // Servers that did not connect in time need not be waited for.
    servers.close().catch(() => undefined);
  }
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function checks(settings: Settings, servers: Reach, env: Environment): Check[] {
  const { telegram, production, taskQueue, databaseUrl, minio, workflowBundle: bundle } = settings.worker;
  return [
    configuration(settings, env),
    node(),
    models(),
    workflowBundle(bundle),
    telegramToken(servers, telegram.apiRoot),
    telegramUpdates(servers, { ...telegram, webhookUrl: settings.bot.webhook?.url ?? null, allowedUpdates }),
    telegramWebhook(settings),
    falKey(settings, Boolean(env['FAL_KEY']?.trim())),
    falWebhook(settings),
    temporal(servers),
    temporalNamespace(servers, production),
    temporalSearchAttributes(servers),
    temporalSchedules(servers, taskQueue),
    temporalWorkers(servers, taskQueue),
    temporalStuckRuns(servers),
    database(servers, databaseUrl),
    schema(servers),
    storage(servers, minio),
    storagePrivacy(servers, minio),
    storageRetention(servers, minio.bucket),
    clocks(servers, settings),
  ];
}
