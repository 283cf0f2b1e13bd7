import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { FairLimits } from '../../../src/domain/limits/limits.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';
import { until } from '../../support/until.ts';

const by = OWNER;

async function refusalOf(update: Promise<unknown>): Promise<messages.Refusal> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure)) return expect.fail(`not refused: ${String(error)}`);
  expect(cause.type).to.equal(messages.ACTION_REFUSED);
  return cause.details?.[0] as messages.Refusal;
}

describe("limits, in an avatar's workflow", () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar | undefined;
  beforeEach(async () => {
    lab = await WorkflowLab.start();
  });
  afterEach(async () => {
    await avatar?.handle.terminate().catch(() => undefined);
    await lab.stop();
  });

  const limited = (limits: Partial<FairLimits>) =>
    quickPolicy({}, { limits: { trainingsAtOnce: 0, trainingsADay: 0, avatarsADay: 0, photosAMinute: 0, ...limits } });
  async function begun(limits: Partial<FairLimits>): Promise<LabAvatar> {
    avatar = await lab.avatar({ policy: limited(limits) });
    return avatar;
  }

  describe('on trainings at once', () => {
    it('refuse a start, say until when, and leave the avatar ready for another', async () => {
      const one = await begun({ trainingsAtOnce: 2 });
      await one.ready();
      lab.fakes.script.claims = [{ granted: false, until: 5_000 }];
      expect(await refusalOf(one.confirm())).to.deep.equal({
        reason: 'too_many_trainings',
        status: 'ready',
        until: 5_000,
      });
      expect((await one.state()).status).to.equal('ready');
      expect(lab.fakes.called('claimTraining')).to.deep.equal([
        { avatarId: one.avatarId, telegramId: OWNER, atOnce: 2, aDay: 0 },
      ]);
      await one.confirm();
      expect(await one.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('releaseTraining')).to.deep.equal([]);
    });

    it("and on a day's trainings refuse a start or a retry, and say until when", async () => {
      const one = await begun({ trainingsADay: 3 });
      await one.ready();
      const today = { granted: false, why: 'too_many_trainings_today', until: 5_000 } as const;
      lab.fakes.script.claims = [today, { granted: true }, today];
      expect(await refusalOf(one.confirm())).to.include({ reason: 'too_many_trainings_today', until: 5_000 });
      expect(lab.fakes.called('claimTraining')[0]).to.include({ atOnce: 0, aDay: 3 });
      lab.fakes.script.results = ['trainer_failed'];
      await one.confirm();
      await one.reaches('error');
      const retrying = one.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
      expect(await refusalOf(retrying)).to.include({ reason: 'too_many_trainings_today', status: 'error' });
    });

    it('refuse a retry likewise', async () => {
      const one = await begun({ trainingsAtOnce: 1 });
      await one.ready();
      lab.fakes.script.results = ['trainer_failed'];
      await one.confirm();
      await one.reaches('error');
      lab.fakes.script.claims = [{ granted: false }];
      const retry = () => one.handle.executeUpdate(messages.retryTraining, { args: [{ by }] });
      expect(await refusalOf(retry())).to.deep.equal({ reason: 'too_many_trainings', status: 'error' });
      await retry();
      expect(await one.ends()).to.equal('COMPLETED');
    });

    it('refuse a training without the faulty photos, which are still removed', async () => {
      avatar = await lab.avatar({
        policy: { ...limited({ trainingsAtOnce: 1 }), photos: { ...quickPolicy().photos, minPhotos: 2 } },
      });
      const one = avatar;
      await one.send('a', 'b', 'c');
      await one.reaches('ready');
      lab.fakes.script.results = [{ reason: 'photos_rejected', photos: [2] }];
      await one.confirm();
      await one.reaches('error');
      lab.fakes.script.claims = [{ granted: false, until: 5_000 }];
      const without = one.handle.executeUpdate(messages.replacePhotos, { args: [{ by, without: true }] });
      expect(await refusalOf(without)).to.deep.equal({ reason: 'too_many_trainings', status: 'ready', until: 5_000 });
      expect((await one.state()).photos.valid).to.equal(2);
      expect(lab.fakes.called('submitTraining')).to.have.length(1);
      await one.confirm();
      expect(await one.ends()).to.equal('COMPLETED');
    });

    it('allow one start for two taps that wait for the claim together', async () => {
      const one = await begun({ trainingsAtOnce: 1 });
      await one.ready();
      const { promise, resolve } = Promise.withResolvers<void>();
      lab.fakes.script.claiming = promise;
      const taps = Promise.allSettled([one.confirm(), one.confirm()]);
      await until(
        'two claims',
        async () => lab.fakes.called('claimTraining').length,
        (count) => count === 2,
      );
      resolve();
      expect((await taps).map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
      expect(await one.ends()).to.equal('COMPLETED');
      expect(lab.fakes.called('submitTraining')).to.have.length(1);
      expect(lab.fakes.called('releaseTraining')).to.deep.equal([]);
    });

    it('are released when the avatar has lost photos meanwhile', async () => {
      const one = await begun({ trainingsAtOnce: 1 });
      await one.ready();
      const { promise, resolve } = Promise.withResolvers<void>();
      lab.fakes.script.claiming = promise;
      const tap = refusalOf(one.confirm());
      await until(
        'the claim',
        async () => lab.fakes.called('claimTraining').length,
        (count) => count === 1,
      );
      await one.handle.executeUpdate(messages.removePhoto, { args: [{ by, number: 1 }] });
      resolve();
      expect(await tap).to.deep.equal({ reason: 'not_now', status: 'uploading' });
      expect(lab.fakes.called('releaseTraining')).to.deep.equal([{ avatarId: one.avatarId }]);
    });

    it('are released when the avatar is cancelled while it waits for the claim', async () => {
      const one = await begun({ trainingsAtOnce: 1 });
      await one.ready();
      const { promise, resolve } = Promise.withResolvers<void>();
      lab.fakes.script.claiming = promise;
      const tap = refusalOf(one.confirm());
      await until(
        'the claim',
        async () => lab.fakes.called('claimTraining').length,
        (count) => count === 1,
      );
      await one.handle.cancel();
      await one.reaches('cancelled');
      resolve();
      expect((await tap).reason).to.equal('already_ending');
      expect(await one.ends()).to.equal('CANCELLED');
      expect(lab.fakes.called('submitTraining')).to.deep.equal([]);
      expect(lab.fakes.called('releaseTraining')).to.have.length(1);
    });

    it('are not queried when there are none', async () => {
      const one = await begun({});
      await one.ready();
      await one.confirm();
      await one.ends();
      expect(lab.fakes.called('claimTraining')).to.deep.equal([]);
    });
  });

  describe('on avatars a day', () => {
    for (const reason of ['too_many_avatars', 'being_deleted'] as const) {
      it(`are reported to the user, and end the run: ${reason}`, async () => {
        lab.fakes.script.refusals = [reason];
        const avatarId = randomUUID();
        const input: messages.AvatarInput = {
          avatarId,
          user: { telegramId: OWNER, language: 'en', firstName: 'Ann' },
          choices: { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' },
          policy: limited({ avatarsADay: 3 }),
          trainer: chooseTrainer('portrait'),
        };
        const workflowId = messages.avatarWorkflowId(avatarId);
        const startWorkflowOperation = new WithStartWorkflowOperation(messages.workflowTypes.avatar, {
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue: lab.taskQueue,
          args: [input],
        });
        const opening = lab.client.workflow.executeUpdateWithStart(messages.openAvatar, {
          args: [{ by }],
          startWorkflowOperation,
        });
        expect(await refusalOf(opening)).to.deep.equal({ reason, status: 'draft', until: 5_000_000_000_000 });
        const handle = lab.client.workflow.getHandle(workflowId);
        await handle.result().catch(() => undefined);
        expect((await handle.describe()).status.name).to.equal('FAILED');
        expect(lab.fakes.called('openAvatar')[0]).to.include({ avatarsADay: 3 });
        expect(lab.fakes.called('showCard')).to.deep.equal([]);
      });
    }
  });

  describe('on photos a minute', () => {
    it('allow checks at the rate, and all photos in the end', async () => {
      const one = await begun({ photosAMinute: 30 });
      lab.fakes.script.takes = [
        { granted: 1, waitMs: 0 },
        { granted: 0, waitMs: 600 },
      ];
      await one.send('a', 'b', 'c');
      const waiting = await one.is('the wait', ({ resumeInMs }) => resumeInMs !== undefined);
      expect(waiting).to.deep.include({ resumeInMs: 600 });
      expect(waiting.photos).to.include({ valid: 1, pending: 2 });
      await until(
        'words on the card',
        async () => lab.fakes.called('showCard'),
        (cards) => cards.some(({ avatar: { resumeInMs } }) => resumeInMs === 600),
      );
      const state = await one.is('all checked', ({ photos }) => photos.valid === 3);
      expect(state.resumeInMs).to.equal(undefined);
      const asked = lab.fakes.called('checkPhotos').map(({ photos, perMinute }) => [photos.length, perMinute]);
      // The first begins with what has come.
      expect(asked.slice(1)).to.deep.equal([
        [2, 30],
        [2, 30],
      ]);
    });

    it('do not block a cancellation', async () => {
      const one = await begun({ photosAMinute: 30 });
      lab.fakes.script.takes = [{ granted: 0, waitMs: 60_000 }];
      await one.send('a');
      await one.is('the wait', ({ resumeInMs }) => resumeInMs !== undefined);
      await one.handle.executeUpdate(messages.cancelAvatar, { args: [{ by }] });
      expect(await one.ends()).to.equal('CANCELLED');
    });
  });
});
