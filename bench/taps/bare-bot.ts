/** A grammY bot that only acknowledges taps: the least that a tap costs. */
import { Bot } from 'grammy';

const { TELEGRAM_BOT_TOKEN: token = '', TELEGRAM_API_ROOT: apiRoot = '' } = process.env;
const bot = new Bot(token, { client: { apiRoot } });
bot.on('callback_query', (ctx) => ctx.answerCallbackQuery());
process.once('SIGTERM', () => void bot.stop());
await bot.start({ onStart: () => void process.stdout.write('{"msg":"the bot is ready"}\n') });
