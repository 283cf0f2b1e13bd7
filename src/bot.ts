/** The bot process: composition only. */
import { once } from 'node:events';
import {
  checkToken,
  createAvatars,
  createBot,
  createUsers,
  createTelegramWebhook,
  introduce,
  poll,
  register,
} from './bot/index.ts';
import { readBotConfig } from './runtime/config/index.ts';
import { PostgresGallery } from './entities/readers/gallery.ts';
import { connectRecords, requireCurrentSchema } from './entities/orm.ts';
import { listen } from './runtime/listen.ts';
import { createLogger } from './runtime/logging.ts';
import { runProcess } from './runtime/process.ts';
import { connectClient } from './runtime/temporal-connection.ts';
import { keyedUserHash } from './runtime/user-hash.ts';

await runProcess('bot', async (stopping) => {
  const config = readBotConfig(process.env);
  const logger = createLogger('bot', config.logLevel);
  const { token, apiRoot } = config.telegram;
  const botInfo = await checkToken(token, apiRoot);
  const orm = await connectRecords(config.databaseUrl);
  try {
    await requireCurrentSchema(orm);
    const client = await connectClient();
    const { policy, trainers, taskQueue } = config;
    const gallery = new PostgresGallery(orm, keyedUserHash(token));
    const onStuck = (run: object) =>
      logger.error(run, 'a run cannot answer: its workflow task fails, an operator is needed');
    const avatars = createAvatars(client, { policy, trainers, rows: gallery, botId: botInfo.id, taskQueue, onStuck });
    const users = createUsers(client, { limits: policy.limits, taskQueue });
    const deps = { avatars, users, gallery, policy, trainers, logger };
    const { bot, deliveries } = createBot({ token, apiRoot, botInfo, deps });
    void introduce(bot.api, logger);
    const ready = () => logger.info({ username: botInfo.username, webhook: config.webhook?.url }, 'the bot is ready');
    if (config.webhook) {
      const { host, port } = config.webhook;
      const server = createTelegramWebhook(config.webhook, deliveries);
      await listen(server, { host, port, variables: 'TELEGRAM_WEBHOOK_HOST and TELEGRAM_WEBHOOK_PORT' });
      try {
        await register(bot.api, config.webhook);
        ready();
        if (!stopping.aborted) await once(stopping, 'abort');
      } finally {
        // Finish what has begun. Telegram delivers new updates to another replica, or again.
        const closed = deliveries.close();
        await server.close();
        await closed;
      }
    } else {
      ready();
      await poll(bot.api, deliveries, { logger, stopping });
    }
    await client.connection.close();
  } finally {
    await orm.close(true);
  }
});
