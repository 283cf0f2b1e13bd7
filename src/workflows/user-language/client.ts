import type { Client } from '@temporalio/client';
import { signalWithStart, within, type StartingOptions } from '../shared/client.ts';
import { languageChanged, languageWorkflowId, personLanguageWorkflowType, type LanguageChange } from './contract.ts';

export function createLanguageClient(client: Client, options: StartingOptions) {
  return {
    /** Resolves when the run has the change; `written` waits until the database has it: false, when it has not by then */
    async changed(change: LanguageChange): Promise<{ readonly written: (withinMs: number) => Promise<boolean> }> {
      const { telegramId } = change.person;
      const run = await signalWithStart(client, options, telegramId, {
        workflowType: personLanguageWorkflowType,
        workflowId: languageWorkflowId(telegramId),
        input: { telegramId },
        signal: languageChanged,
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
