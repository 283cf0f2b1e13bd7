import type { Client } from '@temporalio/client';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import { languageChanged, languageWorkflowId, personLanguageWorkflowType, type LanguageChange } from './contract.ts';

export function createLanguageClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);
  return {
    /** @returns when the run has the change; `written` waits until it is in the records: false, when it is not by then */
    async changed(change: LanguageChange): Promise<{ readonly written: (withinMs: number) => Promise<boolean> }> {
      const { telegramId } = change.person;
      const run = await inTime(() =>
        client.workflow.signalWithStart(personLanguageWorkflowType, {
          taskQueue: options.taskQueue,
          typedSearchAttributes: ofUser(telegramId),
          workflowId: languageWorkflowId(telegramId),
          args: [{ telegramId }],
          signal: languageChanged,
          signalArgs: [change],
        }),
      );
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
