import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import type { avatarWorkflow } from '../../../src/workflows/avatar/workflow.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { type LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';

const by = OWNER;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' } as const;

describe("the comparison of faces, in an avatar's workflow", () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  let release: () => void;

  beforeEach(async () => {
    lab = await WorkflowLab.start();
    release = () => undefined;
  });
  afterEach(async () => {
    release();
    await avatar.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const comparisons = () => lab.fakes.called('compareFaces');
  const compared = (times: number) =>
    until(
      `${times} comparisons`,
      async () => comparisons().length,
      (count) => count === times,
    );
  function hold(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.comparing = promise;
    release = resolve;
  }
  const remove = (number: number) => avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number }] });

  it('is made when the photos are enough to start, and not before', async () => {
    avatar = await lab.avatar();
    await avatar.send('a');
    await avatar.is('one valid', ({ photos }) => photos.valid === 1);
    expect(comparisons()).to.deep.equal([]);
    await avatar.send('b');
    await compared(1);
    await avatar.reaches('ready');
    await avatar.confirm();
    await avatar.ends();
    expect(comparisons()).to.deep.equal([{ avatarId: avatar.avatarId }]);
  });

  it('is made again when a photo is added or removed, and not when one is refused', async () => {
    avatar = await lab.avatar();
    await avatar.ready();
    await compared(1);
    await avatar.send('c');
    await compared(2);
    lab.fakes.script.verdicts = { bad: { verdict: 'invalid', refusal: 'no_face' } };
    await avatar.send('bad');
    await avatar.is('refused', ({ photos }) => photos.invalid === 1);
    await remove(1);
    await compared(3);
    expect((await remove(2)).status).to.equal('uploading');
    await avatar.send('d');
    await avatar.reaches('ready');
    await compared(4);
    await avatar.confirm();
    await avatar.ends();
    expect(comparisons()).to.have.length(4);
  });

  it('is made once more, however often the photos change during one', async () => {
    avatar = await lab.avatar();
    hold();
    await avatar.ready();
    await compared(1);
    await avatar.send('c');
    await avatar.is('three', ({ photos }) => photos.valid === 3);
    await avatar.send('d');
    await avatar.is('four', ({ photos }) => photos.valid === 4);
    await remove(1);
    expect(comparisons()).to.have.length(1);
    release();
    await compared(2);
    await avatar.confirm();
    await avatar.ends();
    expect(comparisons()).to.have.length(2);
  });

  for (const avatarType of ['style', 'custom'] as const) {
    it(`is not made for a ${avatarType}, which need not show a person`, async () => {
      avatar = await lab.avatar({ choices: { ...choices, avatarType } });
      await avatar.ready();
      await avatar.send('c');
      await avatar.is('three', ({ photos }) => photos.valid === 3);
      await remove(1);
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(comparisons()).to.deep.equal([]);
    });
  }

  it('is made of kept photos when an avatar is reopened', async () => {
    const kept = (number: number) =>
      ({ fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number, number, verdict: 'valid' }) as const;
    lab.fakes.script.kept = { name: 'Ann', photos: [kept(1), kept(3)] };
    avatar = await lab.avatar({ reopen: true });
    await avatar.reaches('ready');
    await compared(1);
  });

  it('delays neither card nor start nor end', async () => {
    avatar = await lab.avatar();
    hold();
    await avatar.ready();
    await compared(1);
    await until(
      'the card',
      async () => lab.fakes.called('showCard'),
      (cards) => cards.some(({ avatar: { status } }) => status === 'ready'),
    );
    expect((await avatar.confirm()).status).to.equal('training');
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('delays no cancellation', async () => {
    avatar = await lab.avatar();
    hold();
    await avatar.ready();
    await compared(1);
    await avatar.handle.executeUpdate(messages.cancelAvatar, { args: [{ by }] });
    expect(await avatar.ends()).to.equal('CANCELLED');
  });

  it('delays no deletion', async () => {
    avatar = await lab.avatar();
    hold();
    await avatar.ready();
    await compared(1);
    lab.fakes.script.results = ['trainer_failed'];
    await avatar.confirm();
    await avatar.reaches('error');
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(lab.fakes.called('deleteAvatar')).to.have.length(1);
  });

  it('changes nothing when it fails', async () => {
    avatar = await lab.avatar();
    const failed = Promise.reject(ApplicationFailure.nonRetryable('no model', 'WrongModel'));
    failed.catch(() => undefined);
    lab.fakes.script.comparing = failed;
    await avatar.ready();
    await compared(1);
    await avatar.send('c');
    await compared(2);
    expect((await avatar.state()).status).to.equal('ready');
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('is repeated after continue-as-new', async () => {
    avatar = await lab.avatar({ policy: quickPolicy({}, { historyEvents: 60 }) });
    hold();
    await avatar.ready();
    await compared(1);
    const latest = lab.client.workflow.getHandle<typeof avatarWorkflow>(avatar.handle.workflowId);
    for (let i = 0; (await latest.describe()).runId === avatar.handle.firstExecutionRunId && i < 40; i += 1) {
      await latest.executeUpdate(messages.renameAvatar, { args: [{ by, name: `Ann ${i}` }] }).catch(() => undefined);
    }
    expect((await latest.describe()).runId).to.not.equal(avatar.handle.firstExecutionRunId);
    await compared(2);
    release();
    await latest.terminate();
  }).timeout(60_000);

  it('leaves only the number of compared photos in history', async () => {
    avatar = await lab.avatar();
    await avatar.ready();
    await compared(1);
    await avatar.confirm();
    await avatar.ends();
    const { events } = await avatar.handle.fetchHistory();
    const scheduled = (events ?? []).find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'compareFaces',
    );
    const completed = (events ?? []).find((event) => {
      const { scheduledEventId } = event.activityTaskCompletedEventAttributes ?? {};
      return scheduledEventId && scheduled?.eventId && String(scheduledEventId) === String(scheduled.eventId);
    });
    const [result] = completed?.activityTaskCompletedEventAttributes?.result?.payloads ?? [];
    expect(Buffer.from(result?.data ?? []).toString()).to.equal('2');
  });
});
