import type { Client } from '@temporalio/client';
import { createAvatarClient } from '../../../workflows/avatar/client.ts';
import { createPhotoRetentionClient } from '../../../workflows/photo-retention/client.ts';
import { historyKeptMs, reaches } from '../../../workflows/shared/client.ts';
import { createSubmissionDoubtClient } from '../../../workflows/submission-doubt/client.ts';
import type { Runs } from '../../ports/runs.ts';
import { createUserRuns } from './user-runs.ts';

export function createRuns(client: Client): Runs {
  const avatars = createAvatarClient(client);
  const retentions = createPhotoRetentionClient(client);
  const doubts = createSubmissionDoubtClient(client);

  return {
    ...createUserRuns(client),
    async reportProgress(workflowId, report) {
      await avatars.reportProgress(workflowId, report);
    },
    viewOf: avatars.state,
    photosToCheck: avatars.photosToCheck,
    async reportSlowChecks(avatarId, numbers) {
      await avatars.reportSlowChecks(avatarId, numbers);
    },
    async resendCard(avatarId) {
      await avatars.redrawCard(avatarId, {});
    },
    async cancel(workflowId, runId) {
      await reaches(() => client.workflow.getHandle(workflowId, runId).cancel());
    },
    async endAvatar(avatarId, reason) {
      await avatars.terminate(avatarId, reason);
    },
    async callOffRemoval(avatarId) {
      await retentions.cancel(avatarId);
    },
    takeUp: avatars.restart,
    openAvatars: () => avatars.open(),
    async redrawCard(avatarId) {
      await avatars.redrawCard(avatarId, { inPlace: true });
    },
    isOpen: avatars.isOpen,
    isSettlingDoubt: doubts.isSettling,
    historyKeptMs: () => historyKeptMs(client),
  };
}
