import type { Client } from '@temporalio/client';
import type { DayLimits } from '../domain/limits/limits.ts';
import { historyKeptMs, within } from '../workflows/shared/client.ts';
import { AVATAR_TASK_QUEUE } from '../workflows/shared/task-queues.ts';
import { createDeletionClient } from '../workflows/user-deletion/client.ts';
import { createLanguageClient } from '../workflows/user-language/client.ts';
import { createReachabilityClient } from '../workflows/user-reachability/client.ts';
import type { Users } from './ports.ts';

export interface UsersOptions {
  /** Limits whose usage times outlast a deletion. */
  readonly limits: DayLimits;
  readonly taskQueue?: string;
  readonly deadlineMs?: number;
}

/** How long to wait until a chosen language is saved, ms. */
const KEPT_WITHIN_MS = 2_000;
/** How long to wait until a deletion accepts nothing new, ms. Without a running worker, nothing is accepted anyway. */
const HOLDS_WITHIN_MS = 2_000;

export function createUsers(client: Client, options: UsersOptions): Users {
  const { limits, taskQueue = AVATAR_TASK_QUEUE, deadlineMs = 5_000 } = options;
  const { trainingsADay, avatarsADay } = limits;
  const starting = { taskQueue, deadlineMs };
  const deletions = createDeletionClient(client, starting);
  const languages = createLanguageClient(client, starting);
  const presences = createReachabilityClient(client, starting);

  return {
    async deleteData(telegramId, language, question) {
      const last = await deletions.last(telegramId);
      if (last?.questions.includes(question)) return last.isUnderWay ? 'under_way' : 'over';
      const input = { telegramId, language, limits: { trainingsADay, avatarsADay } };
      await deletions.ask(input, question, last?.questions ?? []);
      // From here on the user's next messages are refused. The command itself is safe, whatever this wait brings.
      await deletions.holds(telegramId, HOLDS_WITHIN_MS).catch(() => undefined);
      return 'under_way';
    },

    isDeleting: async (telegramId) => (await deletions.last(telegramId))?.isUnderWay ?? false,

    reachability: (telegramId, blocked, told) => presences.changed(telegramId, { blocked, ...told }),

    async chooseLanguage(user, chosen, updateId) {
      const { written } = await languages.changed({ user, chosen, updateId });
      return { kept: written(KEPT_WITHIN_MS).then(() => undefined) };
    },

    async noteLanguage(user, updateId) {
      await languages.changed({ user, chosen: null, updateId });
    },

    // The answer is useful without it.
    historyKeptMs: () => within(client, starting)(() => historyKeptMs(client)).catch(() => null),
  };
}
