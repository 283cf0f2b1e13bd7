import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { photoReviewWorkflow } from '../../../src/workflows/photo-review/workflow.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { OWNER, WorkflowLab } from '../../support/workflow-lab.ts';
import { quietRuntime } from '../../support/worker-log.ts';

describe('the run that shows photos', () => {
  let lab: WorkflowLab;
  let avatarId: string;
  before(quietRuntime);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    avatarId = randomUUID();
  });
  afterEach(async () => {
    await handle()
      .terminate()
      .catch(() => undefined);
    await lab.stop();
  });

  const handle = () =>
    lab.client.workflow.getHandle<typeof photoReviewWorkflow>(messages.photoReviewWorkflowId(avatarId));
  const look = (what: Partial<messages.PhotoLook> = {}) =>
    lab.client.workflow.signalWithStart(messages.workflowTypes.photoReview, {
      workflowId: messages.photoReviewWorkflowId(avatarId),
      taskQueue: lab.taskQueue,
      args: [{ avatarId, telegramId: OWNER, avatarType: 'character', minPhotos: 10 }],
      signal: messages.lookAtPhotos,
      signalArgs: [{ removed: [], mayRemove: true, ...what }],
    });
  const shown = () => lab.fakes.called('showPhotos');
  const has = (times: number) =>
    until(
      `${times} showings`,
      async () => shown().length,
      (count) => count === times,
    );

  it('shows what was asked for, one after another', async () => {
    await look();
    await has(1);
    expect(shown()[0]).to.deep.equal({
      avatarId,
      telegramId: OWNER,
      avatarType: 'character',
      minPhotos: 10,
      removed: [],
      mayRemove: true,
    });
    await look({ messageId: 5, number: 3, removed: [2] });
    await has(2);
    expect(shown()[1]).to.include({ messageId: 5, number: 3 });
  });

  it('shows only the latest request that came while it was busy', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.reviewing = promise;
    await look({ messageId: 5 });
    await has(1);
    for (const number of [1, 2, 3, 4]) await look({ messageId: 5, number });
    resolve();
    await has(2);
    await look({ messageId: 5, number: 9 });
    await has(3);
    expect(shown().map(({ number }) => number)).to.deep.equal([undefined, 4, 9]);
  });

  it('sends one message even if the button was tapped twice, and deletes the former one', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.reviewing = promise;
    await look();
    await has(1);
    await look();
    await look();
    resolve();
    await look({ messageId: 1001, number: 1 });
    await has(2);
    await look();
    await has(3);
    expect(shown().map(({ messageId, replaces }) => [messageId, replaces])).to.deep.equal([
      [undefined, undefined],
      [1001, undefined],
      [undefined, 1001],
    ]);
  });

  it('goes on when photos could not be shown', async () => {
    lab.fakes.script.telegramDown = true;
    await look();
    await has(1);
    lab.fakes.script.telegramDown = false;
    await look({ messageId: 5 });
    await has(2);
  });

  it('is bounded: endless paging makes several runs', async () => {
    await look();
    // Two requests before it is shown are shown as one.
    await has(1);
    const { workflowId } = handle();
    const first = (await handle().describe()).runId;
    let taps = 1;
    await until(
      'another run',
      async () => {
        await look({ messageId: 1001, number: (taps += 1) });
        await has(taps);
        return (await handle().describe()).runId;
      },
      (runId) => runId !== first,
      60_000,
    );
    const ended = lab.client.workflow.getHandle<typeof photoReviewWorkflow>(workflowId, first);
    const count = await ended.result();
    expect(count).to.be.within(20, 80);
    expect((await ended.fetchHistory()).events?.length).to.be.below(600);
  }).timeout(90_000);
});
