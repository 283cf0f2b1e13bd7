import { isGrpcServiceError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import { createAvatarClient } from '../../../workflows/avatar/client.ts';
import { avatarWorkflowId } from '../../../workflows/avatar/contract.ts';
import { photoInboxWorkflowId } from '../../../workflows/photo-inbox/contract.ts';
import { avatarOfRun, avatarRunIds } from '../../../workflows/shared/avatar-runs.ts';
import { describeRun, hasEnded, reaches } from '../../../workflows/shared/client.ts';
import { telegramUserIdKey } from '../../../workflows/shared/search-attributes.ts';
import { deletionWorkflowId } from '../../../workflows/user-deletion/contract.ts';
import { languageWorkflowId } from '../../../workflows/user-language/contract.ts';
import { reachabilityWorkflowId } from '../../../workflows/user-reachability/contract.ts';
import type { UserRuns, RunIds, RunsOfUser } from '../../ports/user-runs.ts';
import { requestsIn } from './requests.ts';

/** So many failures of a workflow task in a row are no accident. */
const STUCK_ATTEMPTS = 3;
/** Source: grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC_NOT_FOUND = 5;

/** A user's runs, found by their search attribute, whose list lags a little, and by their ids. */
export function createUserRuns(client: Client): UserRuns {
  const { workflow } = client;
  const avatars = createAvatarClient(client);

  const describe = (workflowId: string, runId?: string) => describeRun(client, workflowId, runId);

  async function lifeBegan(run: WorkflowExecutionDescription): Promise<number> {
    const first = run.raw.workflowExecutionInfo?.firstRunId;
    if (!first || first === run.runId) return run.startTime.getTime();
    // Temporal no longer has its first run: it is older than anything that matters.
    return (await describe(run.workflowId, first))?.startTime.getTime() ?? 0;
  }

  async function* found({ telegramId, avatarIds, begunBy }: RunsOfUser, which: 'open' | 'ended') {
    const status = which === 'open' ? '=' : '!=';
    const query = `${telegramUserIdKey.name} = '${telegramId}' AND ExecutionStatus ${status} 'Running'`;
    const seen = new Map<string, RunIds>();
    for await (const { workflowId, runId } of workflow.list({ query })) seen.set(runId, { workflowId, runId });
    const own = [photoInboxWorkflowId(telegramId), reachabilityWorkflowId(telegramId), languageWorkflowId(telegramId)];
    for (const workflowId of [...own, ...avatarIds.flatMap(avatarRunIds)]) {
      const latest = await describe(workflowId);
      if (latest) seen.set(latest.runId, latest);
    }
    const taken = new Set(avatarIds);
    for (const { workflowId, runId } of seen.values()) {
      if (workflowId === deletionWorkflowId(telegramId)) continue;
      const run = await describe(workflowId, runId);
      if (!run || hasEnded(run.status.name) === (which === 'open')) continue;
      const avatarId = avatarOfRun(workflowId);
      if (avatarId === null ? (await lifeBegan(run)) <= begunBy : taken.has(avatarId)) yield run;
    }
  }

  return {
    async avatarsOf(telegramId) {
      const lives = new Map<string, number>();
      for await (const { workflowId, runId } of workflow.list({
        query: `${telegramUserIdKey.name} = '${telegramId}'`,
      })) {
        const avatarId = avatarOfRun(workflowId);
        if (avatarId === null) continue;
        const run = await describe(workflowId, runId);
        if (run) lives.set(avatarId, Math.min(lives.get(avatarId) ?? Infinity, await lifeBegan(run)));
      }
      return lives;
    },

    async begunAt(avatarId) {
      const run = await describe(avatarWorkflowId(avatarId));
      return run && lifeBegan(run);
    },

    async openRunsOf(user) {
      const open = [];
      for await (const { workflowId, runId, raw } of found(user, 'open')) {
        open.push({ workflowId, runId, isStuck: (raw.pendingWorkflowTask?.attempt ?? 0) >= STUCK_ATTEMPTS });
      }
      return open;
    },

    async endedRunsOf(user) {
      const ended = [];
      for await (const { workflowId, runId } of found(user, 'ended')) ended.push({ workflowId, runId });
      return ended;
    },

    async requestsOf(user) {
      const byAvatar = new Map<string, TrainingRequest[]>();
      for (const which of ['open', 'ended'] as const) {
        for await (const { workflowId, runId } of found(user, which)) {
          const avatarId = avatarOfRun(workflowId);
          if (avatarId === null) continue;
          byAvatar.set(avatarId, [
            ...(byAvatar.get(avatarId) ?? []),
            ...(await requestsIn(client, { workflowId, runId })),
          ]);
        }
      }
      return byAvatar;
    },

    async leave({ workflowId, runId }) {
      const avatarId = avatarOfRun(workflowId);
      if (avatarId !== null && workflowId === avatarWorkflowId(avatarId)) await avatars.leave(avatarId, runId);
      await reaches(() => workflow.getHandle(workflowId, runId).cancel());
    },

    async terminate({ workflowId, runId }, reason) {
      await reaches(() => workflow.getHandle(workflowId, runId).terminate(reason));
    },

    async erase(workflowExecution) {
      const { namespace } = client.options;
      try {
        await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution });
      } catch (error) {
        const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
        if (code !== GRPC_NOT_FOUND) throw error;
      }
    },
  };
}
