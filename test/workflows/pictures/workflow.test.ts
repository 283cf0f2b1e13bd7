import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { avatarChangeWorkflow } from '../../../src/workflows/avatar-change/workflow.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../support/workflow-lab.ts';

describe('the run that makes an avatar’s first pictures', () => {
  let lab: WorkflowLab;
  let avatarId: string;
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    avatarId = randomUUID();
  });
  afterEach(() => lab.stop());

  const handle = (id = avatarId) => lab.client.workflow.getHandle(messages.previewWorkflowId(id));
  const status = async () => (await handle().describe()).status.name;
  const received = () =>
    lab.fakes
      .called('receivePreview')
      .map(({ number }) => number)
      .toSorted((one, other) => one - other);
  const submitted = () => lab.fakes.called('submitPreview').map(({ number, tryNumber }) => `${number}.${tryNumber}`);

  async function completed(pictures: number): Promise<LabAvatar> {
    const avatar = await lab.avatar({ policy: quickPolicy({}, { preview: { pictures } }) });
    await avatar.ready();
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    return avatar;
  }

  it('starts when the avatar is completed, after its news', async () => {
    const avatar = await completed(2);
    expect(await handle(avatar.avatarId).result()).to.equal(2);
    expect(submitted().toSorted()).to.deep.equal(['1.1', '2.1']);
    expect(received()).to.deep.equal([1, 2]);
    const names = lab.fakes.calls.map(({ name }) => name);
    expect(names.indexOf('announce')).to.be.within(1, names.indexOf('planPreviews'));
    expect(names.slice(-2)).to.deep.equal(['forgetWeightsAddress', 'sendPreviews']);
    const [told] = lab.fakes.called('announce');
    expect(told).to.have.nested.property('avatar.allowed').that.includes('preview');
  });

  it('notices within half a minute that a worker was killed, whatever it was doing', async () => {
    await lab.pictures(avatarId, 2);
    await handle().result();
    const { events } = await handle().fetchHistory();
    const steps = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes ?? []);
    expect(steps.map(({ activityType }) => activityType?.name)).to.include.members(['receivePreview', 'sendPreviews']);
    const seconds = (duration: { seconds?: unknown } | null | undefined) => Number(duration?.seconds ?? 0) || Infinity;
    for (const { activityType, heartbeatTimeout, startToCloseTimeout } of steps) {
      const noticedAfter = Math.min(seconds(heartbeatTimeout), seconds(startToCloseTimeout));
      expect(noticedAfter, String(activityType?.name)).to.be.at.most(30);
    }
  });

  it('does not start without pictures to make', async () => {
    const avatar = await completed(0);
    expect(
      await handle(avatar.avatarId)
        .describe()
        .catch((error: Error) => error.name),
    ).to.equal('WorkflowNotFoundError');
    const [told] = lab.fakes.called('announce');
    expect(told).to.have.nested.property('avatar.allowed').that.not.includes('preview');
  });

  it('leaves the avatar completed when it fails', async () => {
    lab.fakes.script.previewSubmissions = ['PreviewRefused', 'PreviewRefused'];
    const avatar = await completed(2);
    expect(await handle(avatar.avatarId).result()).to.equal(2);
    expect(received()).to.deep.equal([]);
    expect(lab.fakes.called('sendPreviews')).to.have.length(1);
    expect(await avatar.runStatus()).to.equal('COMPLETED');
  });

  it('gives each submission a single attempt, and receives an accepted one after all', async () => {
    lab.fakes.script.previewSubmissions = ['crash', 'crash'];
    const request = { requestId: 'found', endpoint: 'fal-ai/fake-painter' };
    lab.fakes.script.previewFates = [{ fate: 'unconfirmed' }, { fate: 'accepted', request }];
    await lab.pictures(avatarId, 3);
    await handle().result();
    expect(submitted().toSorted()).to.deep.equal(['1.1', '2.1', '3.1']);
    const requests = lab.fakes.called('receivePreview').map((watch) => watch.request.requestId);
    expect(requests).to.have.length(2).and.include('found');
  });

  it('submits again, as another try, after a busy FAL has refused', async () => {
    lab.fakes.script.previewSubmissions = ['TrainerBusy'];
    await lab.pictures(avatarId, 1);
    await handle().result();
    expect(submitted()).to.deep.equal(['1.1', '1.2']);
    expect(lab.fakes.called('receivePreview')[0]).to.include({ tryNumber: 2 });
  }).timeout(30_000);

  it("receives an earlier run's submission, and submits nothing", async () => {
    const request = { requestId: 'earlier', endpoint: 'fal-ai/fake-painter' };
    lab.fakes.script.steps = [{ avatarId, number: 2, tryNumber: 1, request }];
    await lab.pictures(avatarId, 2);
    await handle().result();
    expect(submitted()).to.deep.equal([]);
    expect(lab.fakes.called('receivePreview')[0]).to.deep.include({ number: 2, request });
  });

  it('sends nothing for a deleted avatar', async () => {
    lab.fakes.script.steps = null;
    await lab.pictures(avatarId, 2);
    expect(await handle().result()).to.equal(null);
    expect(lab.fakes.calls.map(({ name }) => name)).to.deep.equal(['planPreviews']);
  });

  it('runs one at a time, whoever asks', async () => {
    lab.fakes.script.drawing = true;
    const one = await lab.pictures(avatarId, 2);
    const other = await lab.pictures(avatarId, 2);
    expect(other.firstExecutionRunId).to.equal(one.firstExecutionRunId);
    lab.fakes.script.drawing = false;
    await handle().result();
    expect(submitted()).to.have.length(2);
  });

  it('has the same number of events however long a picture takes', async () => {
    const events = async (drawn: number) => {
      const id = randomUUID();
      lab.fakes.script.drawing = true;
      const before = lab.fakes.called('receivePreview').length;
      await lab.pictures(id, 1);
      await until(
        'polls',
        async () => lab.fakes.called('receivePreview').length - before,
        (polls) => polls >= drawn,
      );
      lab.fakes.script.drawing = false;
      await handle(id).result();
      return (await handle(id).fetchHistory()).events?.length ?? 0;
    };
    expect(await events(1)).to.equal(await events(8));
  });

  it('ends when its avatar is deleted: FAL is told of each picture, nothing is sent, no address stays', async () => {
    lab.fakes.script.drawing = true;
    await lab.pictures(avatarId, 2);
    await until(
      'they are drawn',
      async () => received().length,
      (count) => count >= 2,
    );
    await lab.client.workflow.execute<typeof avatarChangeWorkflow>(messages.workflowTypes.avatarChange, {
      workflowId: messages.avatarChangeWorkflowId(avatarId),
      taskQueue: lab.taskQueue,
      args: [{ avatarId, by: OWNER, change: { kind: 'delete' } }],
    });
    await handle()
      .result()
      .catch(() => undefined);
    expect(await status()).to.equal('CANCELLED');
    const stopped = lab.fakes.called('cancelTraining').map(({ requestId }) => requestId);
    expect(stopped.toSorted()).to.deep.equal(['picture-1.1', 'picture-2.1']);
    expect(lab.fakes.called('forgetWeightsAddress')).to.have.length(1);
    expect(lab.fakes.called('sendPreviews')).to.deep.equal([]);
    expect(lab.fakes.called('deleteAvatar')).to.have.length(1);
  });
});
