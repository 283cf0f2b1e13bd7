import { expect } from 'chai';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import * as messages from '../../../src/workflows/contracts.ts';
import type { AvatarView } from '../../../src/domain/avatar/state.ts';
import { byUser, LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';
import { until } from '../../support/until.ts';

const by = OWNER;

/** The reason of a refused update. */
async function refusalOf(update: Promise<unknown>): Promise<messages.Refusal> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(WorkflowUpdateFailedError);
  const { cause } = error as WorkflowUpdateFailedError;
  expect(cause).to.be.instanceOf(ApplicationFailure);
  expect((cause as ApplicationFailure).type).to.equal(messages.ACTION_REFUSED);
  return (cause as ApplicationFailure).details?.[0] as messages.Refusal;
}

describe('the workflow of an avatar', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;

  beforeEach(async () => {
    lab = await WorkflowLab.start();
  });
  afterEach(async () => {
    await avatar?.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const announced = () => lab.fakes.called('announce').map(({ kind }) => kind);
  const saved = () => lab.fakes.called('saveAvatar').map(({ status }) => status);

  describe('taking photos', () => {
    it('goes from draft through uploading to ready as valid photos arrive', async () => {
      avatar = await lab.avatar();
      await avatar.reaches('draft');
      await avatar.send('a');
      await avatar.reaches('uploading');
      await avatar.send('b');
      const state = await avatar.reaches('ready');
      expect(state.photos).to.deep.equal({ pending: 0, valid: 2, invalid: 0, duplicate: 0 });
      expect(state.allowed).to.include('start');
    });

    it('checks a photo once when it is delivered twice', async () => {
      avatar = await lab.avatar();
      const photo = { fileId: 'f', fileUniqueId: 'u', messageId: 7 };
      await avatar.handle.signal(messages.addPhotos, [photo]);
      await avatar.handle.signal(messages.addPhotos, [photo]);
      await avatar.is('one valid photo', ({ photos }) => photos.valid === 1 && photos.pending === 0);
      expect(lab.fakes.checked()).to.have.length(1);
      expect((await avatar.state()).photos.duplicate).to.equal(0);
    });

    it('calls a file a duplicate when it is sent again in another message', async () => {
      avatar = await lab.avatar();
      await avatar.send('a', 'a');
      const state = await avatar.is('both judged', ({ photos }) => photos.valid === 1 && photos.duplicate === 1);
      expect(state.photoLines[1]).to.deep.equal({ number: 2, verdict: 'duplicate', refusal: 'duplicate', of: 1 });
    });

    it('keeps the reason of each refusal', async () => {
      avatar = await lab.avatar();
      lab.fakes.script.verdicts = { bad: { verdict: 'invalid', refusal: 'too_small' }, twin: { verdict: 'duplicate' } };
      await avatar.send('bad', 'twin', 'good');
      const { photoLines } = await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 1);
      expect(photoLines.map(({ refusal }) => refusal)).to.deep.equal(['too_small', 'duplicate', undefined]);
    });

    it('accepts no more than the maximum, and refuses the rest as over the limit', async () => {
      avatar = await lab.avatar();
      await avatar.send('a', 'b', 'c', 'd', 'e', 'f');
      const { photos } = await avatar.is(
        'all judged',
        (state) => state.photos.pending === 0 && state.photos.valid === 4,
      );
      expect(photos.invalid).to.equal(2);
      expect(lab.fakes.checked()).to.have.length(4);
    });

    it('shows one card for a burst, under the photos', async () => {
      avatar = await lab.avatar({ cardMessageId: 1 });
      await avatar.reaches('draft');
      await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by, cardMessageId: 1 }] });
      const before = lab.fakes.called('showCard').length;
      lab.fakes.script.checking = Promise.resolve();
      await Promise.all([avatar.send('x'), avatar.send('y'), avatar.send('z')]);
      await avatar.is('judged', ({ photos }) => photos.pending === 0 && photos.valid > 0);
      await until(
        'the card',
        async () => lab.fakes.called('showCard'),
        (cards) => cards.length > before,
      );
      expect(lab.fakes.called('showCard').length - before).to.be.at.most(4);
    });

    it('checks the others again when a photo is removed while they are checked', async () => {
      avatar = await lab.avatar();
      const { promise, resolve } = Promise.withResolvers<void>();
      lab.fakes.script.checkingOf = { slow: promise };
      lab.fakes.script.verdicts = { bad: { verdict: 'invalid', refusal: 'no_face' } };
      await avatar.send('a', 'slow', 'bad', 'b', 'a');
      await until(
        'the check',
        async () => lab.fakes.called('checkPhotos').length,
        (count) => count === 1,
      );
      await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by: OWNER, number: 1 }] });
      resolve();
      const { photoLines } = await avatar.is('all judged', ({ photos }) => photos.pending === 0);
      expect(photoLines).to.deep.equal([
        { number: 2, verdict: 'valid' },
        { number: 3, verdict: 'invalid', refusal: 'no_face' },
        { number: 4, verdict: 'valid' },
        { number: 5, verdict: 'duplicate', refusal: 'duplicate', of: 1 },
      ]);
      const removed = await until(
        'the removal',
        async () => lab.fakes.called('removePhoto').map(({ number }) => number),
        (numbers) => numbers.length > 0,
      );
      expect(removed).to.deep.equal([1]);
    });

    it('accepts a duplicate that is sent again once the other photo is gone', async () => {
      avatar = await lab.avatar();
      lab.fakes.script.verdicts = { copy: { verdict: 'duplicate', refusal: 'near_duplicate', of: 1 } };
      await avatar.send('a', 'copy');
      const { photoLines } = await avatar.is('both judged', ({ photos }) => photos.pending === 0);
      expect(photoLines[1]).to.deep.equal({ number: 2, verdict: 'duplicate', refusal: 'near_duplicate', of: 1 });
      await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by: OWNER, number: 1 }] });
      lab.fakes.script.verdicts = {};
      await avatar.send('copy');
      await avatar.is('it is valid', ({ photos }) => photos.valid === 1);
    });

    it('falls back to uploading when photos are removed below the minimum', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      const state = await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
      expect(state.status).to.equal('uploading');
      expect(lab.fakes.called('removePhoto')).to.deep.equal([{ avatarId: avatar.avatarId, number: 1 }]);
    });

    it('ignores a removed photo that is delivered again, and accepts one that is sent again', async () => {
      avatar = await lab.avatar();
      const [first] = await avatar.send('a', 'b');
      await avatar.reaches('ready');
      await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
      await avatar.handle.signal(messages.addPhotos, [{ fileId: 'f', fileUniqueId: 'a', messageId: first ?? 0 }]);
      expect((await avatar.state()).photos).to.include({ valid: 1, pending: 0 });
      await avatar.send('a');
      await avatar.reaches('ready');
    });
  });

  describe('refusing', () => {
    it('refuses a stranger', async () => {
      avatar = await lab.avatar();
      const refusal = await refusalOf(
        avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by: 666, name: 'Mine' }] }),
      );
      expect(refusal.reason).to.equal('not_yours');
    });

    it('refuses to start before there are enough photos', async () => {
      avatar = await lab.avatar();
      await avatar.send('a');
      await avatar.reaches('uploading');
      expect(await refusalOf(avatar.confirm())).to.deep.equal({ reason: 'not_now', status: 'uploading' });
    });

    it('refuses to start while a photo is being checked', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      let release = () => {};
      lab.fakes.script.checking = new Promise((resolve) => (release = resolve));
      await avatar.send('c');
      await avatar.is('one pending', ({ photos }) => photos.pending === 1);
      expect((await refusalOf(avatar.confirm())).reason).to.equal('photos_being_checked');
      release();
    });

    it('lets the user remove a photo with a slow check, leaves nothing of it, and goes on', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ slowCheckMs: 500 }) });
      await avatar.ready();
      lab.fakes.script.checkingOf.stuck = new Promise(() => undefined);
      await avatar.send('stuck');
      const slow = ({ photoLines }: AvatarView) => photoLines.flatMap((line) => (line.slow ? [line.number] : []));
      await avatar.is('a slow check', (state) => slow(state).length > 0);
      expect(slow(await avatar.state())).to.deep.equal([3]);
      await until(
        'it on the card',
        async () => lab.fakes.called('showCard').at(-1),
        (shown) => shown !== undefined && slow(shown.avatar).includes(3),
      );
      const left = await avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 3 }] });
      expect(left.photos).to.include({ valid: 2, pending: 0 });
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      const steps = lab.fakes.calls
        .map(({ name }) => name)
        .filter((name) => name === 'removePhoto' || name === 'buildArchive');
      expect(steps).to.deep.equal(['removePhoto', 'buildArchive']);
      expect(lab.fakes.called('removePhoto').map(({ number }) => number)).to.deep.equal([3]);
    });

    it('cancels at once while a check takes long', async () => {
      avatar = await lab.avatar();
      lab.fakes.script.checkingOf.stuck = new Promise(() => undefined);
      await avatar.send('stuck');
      await until(
        'its check',
        async () => lab.fakes.called('checkPhotos').length,
        (count) => count > 0,
      );
      await avatar.handle.executeUpdate(messages.cancelAvatar, { ...byUser(), args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
    });

    it('refuses an unknown photo number and an empty name', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      const removal = avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 99 }] });
      expect((await refusalOf(removal)).reason).to.equal('unknown_photo');
      const naming = avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by, name: ' \u200B ' }] });
      expect((await refusalOf(naming)).reason).to.equal('bad_name');
    });

    it('refuses a second start', async () => {
      avatar = await lab.avatar();
      lab.fakes.script.polls = 1000;
      await avatar.ready();
      await avatar.confirm();
      expect(await refusalOf(avatar.confirm())).to.deep.equal({ reason: 'not_now', status: 'training' });
    });
  });

  describe('training', () => {
    it('ends as Completed with the weights and one submission, and says so', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.polls = 3;
      expect((await avatar.confirm()).status).to.equal('training');
      const outcome = await avatar.handle.result();
      expect(outcome).to.deep.equal({
        status: 'completed',
        avatarId: avatar.avatarId,
        weightsKey: `avatars/${avatar.avatarId}/weights.safetensors`,
      });
      expect(await avatar.runStatus()).to.equal('COMPLETED');
      expect(lab.fakes.called('submitTraining')).to.have.length(1);
      expect(announced()).to.deep.equal(['completed']);
      expect(lab.fakes.called('saveAvatar').at(-1)).to.include({ status: 'completed', progress: 100 });
    });

    it('has the same number of events however often it polls', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ trainingTimeoutMs: 3_600_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1_000_000;
      await avatar.confirm();
      const polls = async () => lab.fakes.called('awaitTraining').length;
      const polledMore = async (times: number) => {
        const wanted = (await polls()) + times;
        await until(`${times} polls more`, polls, (count) => count >= wanted, 60_000);
        return avatar.events();
      };
      // The card is written in parallel, once.
      const settled = await until(
        'a poll that leaves no event',
        async () => [await avatar.events(), await polledMore(3)],
        ([before, after]) => before === after,
      );
      expect(await polledMore(30)).to.equal(settled[1]);
    }).timeout(120_000);

    it("ends the wait when the trainer's webhook comes before the poll", async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1;
      await avatar.confirm();
      await until(
        'the poll',
        async () => lab.fakes.called('awaitTraining'),
        (polls) => polls.length === 1,
      );
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
      expect(await avatar.ends()).to.equal('COMPLETED');
    });

    it('shows progress that never goes back, and never 100 % before the result', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1;
      await avatar.confirm();
      await until(
        'the poll, of a request that is known by then',
        async () => lab.fakes.called('awaitTraining'),
        (polls) => polls.length > 0,
      );
      const tell = (percent: number) =>
        avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent });
      await tell(40);
      await tell(30);
      expect((await avatar.state()).progress).to.equal(40);
      await tell(100);
      expect((await avatar.state()).progress).to.equal(95);
      await avatar.handle.signal(messages.reportProgress, { requestId: 'another', percent: 99 });
      expect((await avatar.state()).progress).to.equal(95);
    });

    it('submits again while the trainer is busy, because nothing was accepted', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.submissions = ['TrainerBusy', 'TrainerBusy'];
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('submitTraining')).to.have.length(3);
    });

    it('answers a photo that comes after the start, once', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1;
      await avatar.confirm();
      await avatar.send('late', 'later');
      await until(
        'the answer',
        async () => announced(),
        (kinds) => kinds.includes('late_photos'),
      );
      expect(announced()).to.deep.equal(['late_photos']);
      expect((await avatar.state()).photos).to.deep.equal({ pending: 0, valid: 2, invalid: 0, duplicate: 0 });
    });
  });

  describe('failing', () => {
    it('waits in error for a retry, which trains again with the same photos', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.results = ['trainer_failed'];
      await avatar.confirm();
      const state = await avatar.reaches('error');
      expect(state.failure).to.equal('trainer_failed');
      expect(state.allowed).to.include('retry');
      expect((await avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] })).status).to.equal(
        'training',
      );
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('submitTraining').map(({ attempt }) => attempt)).to.deep.equal([1, 2]);
      expect(announced()).to.deep.equal(['failed', 'decided', 'completed']);
    });

    for (const failure of ['crash', 'submission_unconfirmed'] as const) {
      it(`never repeats a submission whose outcome is unknown (${failure}), nor lets a tap do it`, async () => {
        avatar = await lab.avatar();
        await avatar.ready();
        lab.fakes.script.submissions = [failure];
        await avatar.confirm();
        const state = await avatar.reaches('error');
        expect(state.failure).to.equal('submission_unconfirmed');
        expect(state.allowed).to.not.include('retry');
        const refusal = await refusalOf(avatar.handle.executeUpdate(messages.retryTraining, { args: [{ by }] }));
        expect(refusal.reason).to.equal('may_have_been_paid');
        expect(lab.fakes.called('submitTraining')).to.have.length(1);
      });
    }

    it('fails with its reason as type when nobody retries in time', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ retryWindowMs: 300 }) });
      await avatar.ready();
      lab.fakes.script.submissions = ['trainer_rejected'];
      await avatar.confirm();
      const error: unknown = await avatar.handle.result().catch((thrown: unknown) => thrown);
      expect(((error as Error).cause as ApplicationFailure).type).to.equal('trainer_rejected');
      expect(await avatar.runStatus()).to.equal('FAILED');
      expect(saved().at(-1)).to.equal('error');
    });

    it('gives up a training that takes too long, and tells the trainer to stop', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ trainingTimeoutMs: 500 }) });
      await avatar.ready();
      lab.fakes.script.polls = 100_000;
      await avatar.confirm();
      expect((await avatar.reaches('error')).failure).to.equal('training_timeout');
      expect(lab.fakes.called('cancelTraining')).to.have.length(1);
    });
  });

  describe('ending early', () => {
    const cancel = () => avatar.handle.executeUpdate(messages.cancelAvatar, { ...byUser(), args: [{ by }] });

    for (const status of ['draft', 'uploading', 'ready'] as const) {
      it(`is cancelled in ${status}`, async () => {
        avatar = await lab.avatar();
        await avatar.reaches('draft');
        if (status === 'uploading') await avatar.send('a');
        if (status === 'ready') await avatar.ready();
        await avatar.reaches(status);
        expect((await cancel()).status).to.equal('cancelled');
        expect(await avatar.ends()).to.equal('CANCELLED');
        expect(saved().at(-1)).to.equal('cancelled');
      });
    }

    it('is cancelled while a photo is being checked', async () => {
      avatar = await lab.avatar();
      let release = () => {};
      lab.fakes.script.checking = new Promise((resolve) => (release = resolve));
      await avatar.send('a');
      await until(
        'the check',
        async () => lab.fakes.called('checkPhotos'),
        (checks) => checks.length === 1,
      );
      expect((await cancel()).status).to.equal('cancelled');
      release();
      expect(await avatar.ends()).to.equal('CANCELLED');
    });

    it('is cancelled while the archive is built: nothing is submitted', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      let release = () => {};
      lab.fakes.script.archiving = new Promise((resolve) => (release = resolve));
      await avatar.confirm();
      await until(
        'the archive',
        async () => lab.fakes.called('buildArchive'),
        (builds) => builds.length === 1,
      );
      expect((await cancel()).training).to.deep.equal({ stopping: 'asked' });
      release();
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('submitTraining')).to.have.length(0);
    });

    it('is cancelled in training, and the trainer is told', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1;
      await avatar.confirm();
      await until(
        'the poll',
        async () => lab.fakes.called('awaitTraining'),
        (polls) => polls.length === 1,
      );
      expect((await cancel()).training).to.include({ stopping: 'asked' });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(saved().at(-1)).to.equal('cancelled');
      expect(lab.fakes.called('cancelTraining')).to.deep.equal([{ requestId: 'request-1', endpoint: 'fal-ai/fake' }]);
    });

    it('keeps a result that was finished before the trainer heard of the cancel', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await avatar.ready();
      lab.fakes.script.polls = 1;
      lab.fakes.script.cancelAnswer = 'already_ended';
      await avatar.confirm();
      await until(
        'the poll',
        async () => lab.fakes.called('awaitTraining'),
        (polls) => polls.length === 1,
      );
      expect((await cancel()).status).to.equal('training');
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(saved().at(-1)).to.equal('completed');
      const [news] = lab.fakes.called('announce');
      expect(news).to.have.nested.property('avatar.training.stopping', 'asked');
    });

    it("is cancelled by an operator's cancel of the run", async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      await avatar.handle.cancel();
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(saved().at(-1)).to.equal('cancelled');
    });

    it('is cancelled in error by an operator', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.submissions = ['trainer_rejected'];
      await avatar.confirm();
      await avatar.reaches('error');
      await avatar.handle.cancel();
      expect(await avatar.ends()).to.equal('CANCELLED');
    });

    it('is deleted in error, with everything that is kept', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.submissions = ['trainer_rejected'];
      await avatar.confirm();
      await avatar.reaches('error');
      await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('deleteAvatar')).to.deep.equal([{ avatarId: avatar.avatarId, telegramId: OWNER }]);
      expect(lab.fakes.calls.map(({ name }) => name).lastIndexOf('saveAvatar')).to.be.lessThan(
        lab.fakes.calls.findIndex(({ name }) => name === 'deleteAvatar'),
      );
    });

    it('expires as a draft after a reminder', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ draftTtlMs: 400, reminderBeforeMs: 200 }) });
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(announced()).to.deep.equal(['expiry_near', 'expired']);
    });

    it('expires some time after the last photo', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ uploadTtlMs: 500, reminderBeforeMs: 250 }) });
      await avatar.send('a');
      expect(await avatar.ends()).to.equal('CANCELLED');
      expect(announced()).to.deep.equal(['expiry_near', 'expired']);
      expect(lab.fakes.called('saveAvatar').some(({ status }) => status === 'uploading')).to.equal(true);
    });
  });

  describe('living on', () => {
    it('continues as new with its whole state when its history gets long', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({}, { historyEvents: 40 }) });
      await avatar.send('a');
      await avatar.is('the first photo', ({ photos }) => photos.valid === 1);
      for (let i = 0; i < 12; i += 1) {
        await avatar.handle
          .executeUpdate(messages.renameAvatar, { args: [{ by, name: `Ann ${i}` }] })
          .catch(() => undefined);
      }
      const latest = lab.client.workflow.getHandle<
        typeof import('../../../src/workflows/avatar/workflow.ts').avatarWorkflow
      >(avatar.handle.workflowId);
      const { runId } = await until(
        'a new run',
        () => latest.describe(),
        (run) => run.runId !== avatar.handle.firstExecutionRunId,
      );
      expect(runId).to.not.equal(avatar.handle.firstExecutionRunId);
      const state = await until(
        'the state',
        () => latest.query(messages.state),
        ({ photos }) => photos.valid === 1,
      );
      expect(state.name).to.match(/^Ann \d+$/);
      await latest.signal(messages.addPhotos, [{ fileId: 'x', fileUniqueId: 'b', messageId: 500 }]);
      await until(
        'ready',
        () => latest.query(messages.state),
        ({ status }) => status === 'ready',
      );
      expect(lab.fakes.called('openAvatar')).to.have.length(1);
      await latest.terminate();
    }).timeout(60_000);

    it('reopens an ended avatar, with its kept photos', async () => {
      const photo = (number: number) =>
        ({ fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number, number, verdict: 'valid' }) as const;
      lab.fakes.script.kept = { name: 'Old name', photos: [photo(1), photo(3)] };
      avatar = await lab.avatar({ reopen: true });
      const state = await avatar.reaches('ready');
      expect(state).to.include({ name: 'Old name' });
      await avatar.handle.signal(messages.addPhotos, [{ fileId: 'n', fileUniqueId: 'n', messageId: 9 }]);
      const { photoLines } = await avatar.is('three', ({ photos }) => photos.valid === 3);
      expect(photoLines.map(({ number }) => number)).to.deep.equal([1, 3, 4]);
    });

    it('reuses no number of a photo or training when it is reopened without photos', async () => {
      lab.fakes.script.kept = { name: 'Old name', photos: [], attempts: 2, lastNumber: 7 };
      avatar = await lab.avatar({ reopen: true });
      await until(
        'its rows',
        async () => lab.fakes.called('saveAvatar').length,
        (count) => count > 0,
      );
      await avatar.ready();
      const { photoLines, name } = await avatar.state();
      expect({ name, numbers: photoLines.map(({ number }) => number) }).to.deep.equal({
        name: 'Old name',
        numbers: [8, 9],
      });
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('submitTraining').map(({ attempt }) => attempt)).to.deep.equal([3]);
      expect(lab.fakes.called('saveAvatar').at(-1)).to.include({ lastPhotoNumber: 9, lastAttempt: 3 });
    });

    describe('whose run was lost in training', () => {
      const photos = [1, 2].map(
        (number) =>
          ({ fileId: `f${number}`, fileUniqueId: `u${number}`, messageId: number, number, verdict: 'valid' }) as const,
      );

      it('waits for its training and fetches the result, and submits nothing', async () => {
        const unfinished = { requestId: 'paid', endpoint: 'fal-ai/fake' };
        lab.fakes.script.kept = { name: 'Ann', photos, attempts: 2, unfinished };
        avatar = await lab.avatar({ reopen: true });
        expect(await avatar.ends()).to.equal('COMPLETED');
        expect(lab.fakes.called('takeResult')).to.have.length(1);
        expect(lab.fakes.called('takeResult')[0]).to.include({ ...unfinished, attempt: 2 });
        expect(lab.fakes.called('submitTraining')).to.deep.equal([]);
      });

      it('is in error while nobody knows whether it was submitted, until the trainer reports, and can be deleted', async () => {
        lab.fakes.script.kept = { name: 'Ann', photos, attempts: 1, unfinished: 'in_doubt' };
        lab.fakes.script.ours = ['late'];
        avatar = await lab.avatar({ reopen: true });
        const state = await avatar.reaches('error');
        expect(state.failure).to.equal('submission_unconfirmed');
        expect(state.allowed).to.include('delete').and.not.include('retry');
        await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'late', outcome: 'ok', attempt: 1 });
        expect(await avatar.ends()).to.equal('COMPLETED');
        expect(lab.fakes.called('submitTraining')).to.deep.equal([]);
      });

      it('is looked for at FAL while nobody knows, and found', async () => {
        const request = { requestId: 'listed', endpoint: 'fal-ai/fake' };
        lab.fakes.script.kept = { name: 'Ann', photos, attempts: 1, unfinished: 'in_doubt' };
        lab.fakes.script.found = request;
        avatar = await lab.avatar({ reopen: true });
        expect(await avatar.ends()).to.equal('COMPLETED');
        expect(lab.fakes.called('findSubmission')[0]).to.include({ avatarId: avatar.avatarId, attempt: 1 });
        expect(lab.fakes.called('takeResult')[0]).to.include(request);
        expect(lab.fakes.called('submitTraining')).to.deep.equal([]);
      });

      it('keeps its doubt in a separate run when the avatar is deleted', async () => {
        lab.fakes.script.kept = { name: 'Ann', photos, attempts: 1, unfinished: 'in_doubt' };
        avatar = await lab.avatar({ reopen: true });
        await avatar.reaches('error');
        await avatar.handle.executeUpdate(messages.deleteAvatar, { args: [{ by }] });
        expect(await avatar.ends()).to.equal('CANCELLED');
        const doubt = lab.client.workflow.getHandle(messages.submissionDoubtWorkflowId(avatar.avatarId, 1));
        await doubt.executeUpdate(messages.decideSubmission, { args: [{ decision: 'give_up' }] });
        expect(await doubt.result()).to.equal('given_up');
      });

      it('is ready with its photos when nothing was sent', async () => {
        lab.fakes.script.kept = { name: 'Ann', photos, attempts: 1 };
        avatar = await lab.avatar({ reopen: true });
        await avatar.reaches('ready');
        await avatar.confirm();
        expect(await avatar.ends()).to.equal('COMPLETED');
        expect(lab.fakes.called('submitTraining').map(({ attempt }) => attempt)).to.deep.equal([2]);
      });
    });

    it('goes on to its end while Telegram does not answer', async () => {
      avatar = await lab.avatar();
      lab.fakes.script.telegramDown = true;
      await avatar.ready();
      await avatar.confirm();
      await avatar.reaches('completed');
      lab.fakes.script.telegramDown = false;
      expect(await avatar.ends()).to.equal('COMPLETED');
    });

    it('claims the photos that came before it was opened', async () => {
      const inbox = await lab.client.workflow.signalWithStart(messages.workflowTypes.photoInbox, {
        workflowId: messages.photoInboxWorkflowId(OWNER),
        taskQueue: lab.taskQueue,
        args: [
          { telegramId: OWNER, language: 'en', burstQuietMs: 50, ttlMs: 60_000 } satisfies messages.PhotoInboxInput,
        ],
        signal: messages.addPhotos,
        signalArgs: [[{ fileId: 'early', fileUniqueId: 'early', messageId: 1 }]],
      });
      await until(
        'the question',
        async () => announced(),
        (kinds) => kinds.includes('photos_without_avatar'),
      );
      expect(lab.fakes.called('announce').at(-1)).to.include({ language: 'en' });
      avatar = await lab.avatar();
      await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by }] });
      await avatar.is('the early photo', ({ photos }) => photos.valid === 1);
      expect(await inbox.result()).to.equal(1);
    });

    it('tells operators what each activity and each timer is for', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      await avatar.confirm();
      await avatar.ends();
      const { events } = await avatar.handle.fetchHistory();
      const steps = (events ?? []).filter(
        (event) => event.activityTaskScheduledEventAttributes ?? event.timerStartedEventAttributes,
      );
      expect(steps.length).to.be.greaterThan(10);
      const silent = steps.filter(({ userMetadata }) => !userMetadata?.summary);
      expect(silent.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? 'a timer')).to.be
        .empty;
    });

    it('is found by operators by its status, training type and owner', async () => {
      avatar = await lab.avatar();
      await avatar.ready();
      const query = `AvatarStatus = 'ready' AND TrainingType = 'portrait' AND TelegramUserId = '${OWNER}' AND WorkflowId = '${avatar.handle.workflowId}'`;
      const { count } = await until(
        'the run in the list',
        () => lab.client.workflow.count(query),
        (found) => found.count === 1,
      );
      expect(count).to.equal(1);
    });
  });
});

describe('the workflow of an avatar, without a cache', () => {
  it('goes on to its end when every task replays it from the start', async () => {
    const lab = await WorkflowLab.startAlone({ maxCachedWorkflows: 0 });
    try {
      const avatar = await lab.avatar();
      await avatar.ready();
      lab.fakes.script.polls = 2;
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
    } finally {
      await lab.stop();
    }
  });
});
