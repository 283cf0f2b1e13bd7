/** The bot process: composition only. */
import { allowedUpdates, checkToken, createAvatars, createBot, createPeople, registerCommands } from './bot/index.ts';
import { readBotConfig } from './config.ts';
import { PostgresGallery } from './entities/gallery.ts';
import { connectRecords, requireCurrentSchema } from './entities/orm.ts';
import { createLogger } from './logging.ts';
import { runProcess } from './process.ts';
import { connectClient } from './temporal-connection.ts';

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
    const avatars = createAvatars(client, { policy, trainers, botId: botInfo.id, taskQueue });
    const people = createPeople(client, { taskQueue });
    const deps = { avatars, people, gallery: new PostgresGallery(orm), policy, logger };
    const bot = createBot({ token, apiRoot, botInfo, deps });
    await registerCommands(bot.api);
    stopping.addEventListener('abort', () => void bot.stop());
    await bot.start({
      allowed_updates: allowedUpdates,
      onStart: () => logger.info({ username: botInfo.username }, 'the bot is ready'),
    });
    await client.connection.close();
  } finally {
    await orm.close(true);
  }
});
