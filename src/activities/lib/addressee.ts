import type { Language } from '../../domain/avatar/avatar.ts';
import type { Addressee, UserRecords } from '../ports/user-records.ts';

/** How a user is written to. @param said for a user without a row: Telegram's language */
export async function addresseeOf(records: UserRecords, telegramId: number, said: Language): Promise<Addressee> {
  return (await records.addressee(telegramId)) ?? { language: said, blocked: false };
}
