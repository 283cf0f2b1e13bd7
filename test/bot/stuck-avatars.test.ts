import { expect } from 'chai';
import { pino } from 'pino';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createAvatars } from '../../src/bot/index.ts';
import { BLOCKED } from '../../src/runtime/worker-runtime.ts';
import type { CommandResult } from '../../src/bot/ports.ts';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { STUCK_RUNS } from '../../src/workflows/shared/search-attributes.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';
import { until } from '../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab } from '../support/workflow-lab.ts';
import { workerLog } from '../support/worker-log.ts';

const person = { telegramId: OWNER, language: 'en', firstName: 'Ann' } as const;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;

/** A run whose history the code does not replay answers neither updates nor queries. */
describe('an avatar whose run cannot answer', () => {
  it('is reported as stuck, and can still be deleted; the trainer is told to stop', async () => {
    const sound = await WorkflowLab.startAlone();
    const avatarId = randomUUID();
    const stuck: object[] = [];
    const options = {
      policy: quickPolicy(),
      botId: 1,
      taskQueue: sound.taskQueue,
      deadlineMs: 5_000,
      onStuck: (run: object) => void stuck.push(run),
    };
    let tap = 0;
    const asking = () => ({ avatarId, user: person, key: `tap-${(tap += 1)}` });
    await createAvatars(sound.client, options).create(asking(), choices, 7);
    await sound.stop();

    const twin = await bundleWorkflows(fileURLToPath(new URL('../histories/broken-twin/index.ts', import.meta.url)));
    const broken = await WorkflowLab.startAlone({ taskQueue: sound.taskQueue, workflowBundle: twin });
    try {
      const avatars = createAvatars(broken.client, options);
      const answerTo = (command: () => Promise<CommandResult>) =>
        until('an answer', command, (given) => given.ok || given.why !== 'late', 50_000);
      expect(await answerTo(() => avatars.cancel(asking()))).to.include({ ok: false, why: 'stuck' });
      expect(await answerTo(() => avatars.rename(asking(), { name: 'Anna' }))).to.include({ ok: false, why: 'stuck' });
      expect(await answerTo(() => avatars.removePhoto(asking(), 1))).to.include({ ok: false, why: 'stuck' });
      const workflowId = avatarWorkflowId(avatarId);
      expect(stuck, 'what an operator is told').to.deep.equal([1, 2, 3].map(() => ({ avatarId, workflowId })));
      await until(
        'the list that operators look at',
        () => stuckRuns(broken),
        (ids) => ids.includes(workflowId),
        60_000,
      );
      expect(await answerTo(() => avatars.delete(asking()))).to.deep.equal({ ok: true });
      const run = await broken.client.workflow.getHandle(workflowId).describe();
      const said = workerLog.filter(({ runId }) => runId === run.runId).map(({ level, msg }) => ({ level, msg }));
      expect(said).to.deep.include({ level: pino.levels.values.error, msg: BLOCKED });
      expect(run.status.name).to.equal('TERMINATED');
      expect(broken.fakes.called('cancelTraining')).to.have.length(1);
      expect(broken.fakes.called('deleteAvatar')).to.deep.equal([{ avatarId, telegramId: OWNER }]);
    } finally {
      await broken.stop();
    }
  }).timeout(180_000);
});

describe('a user whose avatar cannot answer', () => {
  const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 10);
      life.status = 'ready';
    });
    await anna.user.say('/start');
    await anna.taps('button-continue');
  });
  afterEach(() => scene.stop());

  const isTold = async () => {
    const told = await anna.sees(anna.t('stuck', { name: 'Анна' }));
    expect(told.buttons.flat().map(({ label }) => label)).to.include(anna.t('button-delete-yes'));
  };

  it('is told so, with the way to delete it, after a typed name', async () => {
    await anna.taps('button-rename');
    await anna.hears(anna.t('toast-name'));
    scene.avatars.answerAll = { ok: false, why: 'stuck' };
    await anna.user.say('Аня');
    await isTold();
  });

  for (const button of ['button-remove', 'button-bring-back'] as const) {
    it(`is told so, with the way to delete it, after the tap ${button} at a photo`, async () => {
      await anna.taps('button-photos');
      const { id: review } = await anna.sees(anna.t('review-sheet', { remove: 'yes' }));
      await anna.taps('review-number', { number: 3 }, review);
      if (button === 'button-bring-back') await anna.taps('button-remove', { number: 3 }, review);
      await anna.sees(anna.t('review-photo', { number: button === 'button-remove' ? 3 : 4 }));
      scene.avatars.answerAll = { ok: false, why: 'stuck' };
      await anna.taps(button, { number: 3 }, review);
      await isTold();
    });
  }
});

async function stuckRuns({ client, taskQueue }: WorkflowLab): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: `${STUCK_RUNS} AND TaskQueue = '${taskQueue}'` })) {
    ids.push(workflowId);
  }
  return ids;
}
