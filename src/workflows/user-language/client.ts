import type { Client } from '@temporalio/client';
import { signalWithStart, within, type StartingOptions } from '../shared/client.ts';
import { changeLanguage, languageWorkflowId, userLanguageWorkflowType, type LanguageChange } from './contract.ts';

export function createLanguageClient(client: Client, options: StartingOptions) {
  return {
    /** Resolves when the run has the change; `written` waits until the database has it: false, when it has not by then */
    async changed(change: LanguageChange): Promise<{ readonly written: (withinMs: number) => Promise<boolean> }> {
      const { telegramId } = change.user;
      const run = await signalWithStart(client, options, telegramId, {
        workflowType: userLanguageWorkflowType,
        workflowId: languageWorkflowId(telegramId),
        input: { telegramId },
        signal: changeLanguage,
        argument: change,
      });
      return {
        written: (withinMs) =>
          within(client, { deadlineMs: withinMs })(() => run.result()).then(
            () => true,
            () => false,
          ),
      };
    },
  };
}
