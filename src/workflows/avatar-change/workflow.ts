import { getExternalWorkflowHandle, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { defined } from '../../domain/defined.ts';
import { cancelling, avatarFiles, records } from '../shared/activity-options.ts';
import { newsLeftWorkflowId } from '../news-left/contract.ts';
import { previewWorkflowId } from '../pictures/contract.ts';
import type { AvatarChangeInput, AvatarChangeResult } from './contract.ts';
import * as policies from '../shared/activity-policies.ts';

/** Rows only; nobody waits. */
const choices = proxyActivities<Pick<Activities, 'keepName' | 'chooseMain'>>(policies.rows);

const stuckRuns = proxyActivities<Pick<Activities, 'endStuckRun'>>(policies.rows);

/** Carries out a user's command on an avatar whose run has ended. Short; its workflow id allows one at a time for each avatar. */
export async function avatarChangeWorkflow({ avatarId, by, change }: AvatarChangeInput): Promise<AvatarChangeResult> {
  const avatar = { avatarId, telegramId: by };
  switch (change.kind) {
    case 'rename': {
      const { name, messageId } = change;
      const said = defined({ namedBy: messageId });
      return records.renameAvatar.executeWithOptions({ summary: 'rename' }, [{ ...avatar, name, ...said }]);
    }
    case 'delete':
      for (const runId of [previewWorkflowId(avatarId), newsLeftWorkflowId(avatarId)]) await stop(runId);
      if (change.stuck) await endStuckRun(avatarId, by);
      return avatarFiles.deleteAvatar.executeWithOptions({ summary: 'delete objects, then rows' }, [avatar]);
    case 'expect_name':
      return records.expectName.executeWithOptions({ summary: 'the next text is a name' }, [avatar]);
    case 'keep_name':
      return choices.keepName.executeWithOptions({ summary: 'the name stays' }, [avatar]);
    case 'main':
      return choices.chooseMain.executeWithOptions({ summary: 'the main avatar' }, [avatar]);
  }
}

/** A stuck run cannot tell the trainer to stop: it is told here. */
async function endStuckRun(avatarId: string, telegramId: number): Promise<void> {
  const requests = await stuckRuns.endStuckRun.executeWithOptions({ summary: 'terminate the stuck run' }, [
    { avatarId, telegramId },
  ]);
  for (const request of requests) {
    await cancelling.cancelTraining
      .executeWithOptions({ summary: 'tell the trainer to stop' }, [request])
      .catch((error: unknown) => log.error('the trainer could not be told to stop', { ...request, avatarId, error }));
  }
}

/** A deleted avatar needs no card and no messages. */
async function stop(workflowId: string): Promise<void> {
  // Usually there is none: no fault.
  await getExternalWorkflowHandle(workflowId)
    .cancel()
    .catch(() => undefined);
}
