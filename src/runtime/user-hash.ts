import { createHmac, hkdfSync } from 'node:crypto';
import type { UserHash } from '../entities/tables/recent-usage.ts';

/** @param secret the bot's token: with another one users are not recognised, and the day's count starts anew */
export function keyedUserHash(secret: string): UserHash {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'aisha recent usage', 32));
  return (telegramId) => createHmac('sha256', key).update(String(telegramId)).digest('hex');
}
