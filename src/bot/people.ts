import type { Client } from '@temporalio/client';
import type { DayLimits } from '../domain/limits/limits.ts';
import { historyKeptMs, within } from '../workflows/shared/client.ts';
import { AVATAR_TASK_QUEUE } from '../workflows/shared/task-queues.ts';
import { createDeletionClient } from '../workflows/user-deletion/client.ts';
import { createLanguageClient } from '../workflows/user-language/client.ts';
import { createPresenceClient } from '../workflows/user-presence/client.ts';
import type { People } from './ports.ts';

export interface PeopleOptions {
  /** Whose counts outlast a deletion. */
  readonly limits: DayLimits;
  readonly taskQueue?: string;
  /** Longest wait for Temporal, ms. */
  readonly deadlineMs?: number;
}

/** How long a choice of language is waited for until it is kept, ms. */
const KEPT_WITHIN_MS = 2_000;
/** How long a deletion is waited for until nothing new is taken, ms: with no worker up, nothing is. */
const HOLDS_WITHIN_MS = 2_000;

/** The bot's way to the workflows about a person as a whole. */
export function createPeople(client: Client, options: PeopleOptions): People {
  const { limits, taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const { trainingsADay, avatarsADay } = limits;
  const starting = { taskQueue, deadlineMs };
  const deletions = createDeletionClient(client, starting);
  const languages = createLanguageClient(client, starting);
  const presences = createPresenceClient(client, starting);

  return {
    async deleteData(telegramId, language, wish) {
      const last = await deletions.last(telegramId);
      if (last?.wishes.includes(wish)) return last.isUnderWay ? 'under_way' : 'over';
      const input = { telegramId, language, limits: { trainingsADay, avatarsADay } };
      await deletions.ask(input, wish, last?.wishes ?? []);
      // What the person sends next is refused already. The wish itself is safe, whatever comes of this.
      await deletions.holds(telegramId, HOLDS_WITHIN_MS).catch(() => undefined);
      return 'under_way';
    },

    isDeleting: async (telegramId) => (await deletions.last(telegramId))?.isUnderWay ?? false,

    presence: (telegramId, blocked, told) => presences.changed(telegramId, { blocked, ...told }),

    async chooseLanguage(person, chosen, updateId) {
      const { written } = await languages.changed({ person, chosen, updateId });
      return { kept: written(KEPT_WITHIN_MS).then(() => undefined) };
    },

    async noteLanguage(person, updateId) {
      await languages.changed({ person, chosen: null, updateId });
    },

    // The rest is worth telling without it.
    historyKeptMs: () => within(client, starting)(() => historyKeptMs(client)).catch(() => null),
  };
}
