import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAvatars } from '../../src/bot/index.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { avatarWorkflowId } from '../../src/workflows/messages.ts';
import { until } from '../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab } from '../support/workflow-lab.ts';

const person = { telegramId: OWNER, language: 'en', firstName: 'Ann' } as const;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;

/** A run whose history the code does not replay answers neither updates nor queries. */
describe('an avatar whose run cannot answer', () => {
  it('is said to be stuck, and can be deleted all the same; the trainer is told to stop', async () => {
    const sound = await WorkflowLab.start();
    const avatarId = randomUUID();
    const options = { policy: quickPolicy(), botId: 1, taskQueue: sound.taskQueue, deadlineMs: 5_000 };
    let tap = 0;
    const asking = () => ({ avatarId, person, key: `tap-${(tap += 1)}` });
    await createAvatars(sound.client, options).create(asking(), choices, 7);
    await sound.stop();

    const twin = await bundleWorkflows(fileURLToPath(new URL('../histories/broken-twin/index.ts', import.meta.url)));
    const broken = await WorkflowLab.start({ taskQueue: sound.taskQueue, workflowBundle: twin });
    try {
      const avatars = createAvatars(broken.client, options);
      const answer = await until(
        'an answer',
        () => avatars.cancel(asking()),
        (given) => !given.ok && given.why !== 'late',
        50_000,
      );
      expect(answer).to.include({ ok: false, why: 'stuck' });
      expect(await avatars.delete(asking())).to.deep.equal({ ok: true });
      const run = await broken.client.workflow.getHandle(avatarWorkflowId(avatarId)).describe();
      expect(run.status.name).to.equal('TERMINATED');
      expect(broken.fakes.called('cancelTraining')).to.have.length(1);
      expect(broken.fakes.called('deleteAvatar')).to.deep.equal([{ avatarId, telegramId: OWNER }]);
    } finally {
      await broken.stop();
    }
  }).timeout(180_000);
});
