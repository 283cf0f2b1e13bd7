import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { CommandResult, Avatars } from '../../src/bot/ports.ts';
import { createAvatars } from '../../src/bot/index.ts';
import type { AvatarRow } from '../../src/domain/avatar/gallery.ts';
import type { AvatarPhoto } from '../../src/domain/photos/photo.ts';
import { avatarWorkflowId, state as stateQuery } from '../../src/workflows/avatar/contract.ts';
import { photoInboxWorkflowId } from '../../src/workflows/photo-inbox/contract.ts';
import { photoReviewWorkflowId } from '../../src/workflows/photo-review/contract.ts';
import { telegramUserIdKey, trainingTypeKey } from '../../src/workflows/shared/search-attributes.ts';
import { NobodyAtWork } from '../../src/bot/errors.ts';
import { rejection } from '../support/http-stub.ts';
import { until } from '../support/until.ts';
import { OWNER, quickPolicy, WorkflowLab } from '../support/workflow-lab.ts';

const person = { telegramId: OWNER, language: 'ru', firstName: 'Анна' } as const;
const choices = { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Анна' } as const;

describe('avatars, as the bot reaches them', () => {
  let lab: WorkflowLab;
  let avatars: Avatars;
  let avatarId: string;
  let lastTap = 0;

  before(async () => {
    lab = await WorkflowLab.start();
    avatars = createAvatars(lab.client, {
      policy: quickPolicy(),
      botId: 1,
      taskQueue: lab.taskQueue,
      deadlineMs: 15_000,
    });
  });
  after(() => lab.stop());
  beforeEach(() => {
    avatarId = randomUUID();
  });
  afterEach(async () => {
    await handle()
      .terminate()
      .catch(() => undefined);
    await lab.client.workflow
      .getHandle(photoInboxWorkflowId(OWNER))
      .terminate()
      .catch(() => undefined);
  });

  const handle = () => lab.client.workflow.getHandle(avatarWorkflowId(avatarId));
  const asking = (telegramId = OWNER) => ({
    avatarId,
    user: { ...person, telegramId },
    key: `tap-${(lastTap += 1)}`,
  });
  const create = () => avatars.create(asking(), choices, 7);
  const reaches = (status: string) =>
    until(
      status,
      () => avatars.state(avatarId),
      (state) => state?.status === status,
    );

  async function send(count: number): Promise<void> {
    for (let messageId = 10; messageId < 10 + count; messageId += 1) {
      await avatars.photos(person, avatarId, [{ fileId: `f${messageId}`, fileUniqueId: `u${messageId}`, messageId }]);
    }
  }

  function rowOf(status: AvatarRow['status']): AvatarRow {
    return { avatarId, ...choices, status, progress: 0, photosCount: 0, createdAt: new Date() };
  }

  it("start as a run that operators can find, and that contains no user's name", async () => {
    expect(await create()).to.have.nested.property('state.status', 'draft');
    const run = await handle().describe();
    expect(run.typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(OWNER));
    expect(run.typedSearchAttributes.get(trainingTypeKey)).to.equal('portrait');
    expect(await run.staticSummary()).to.equal('portrait · character · female');
    expect((await avatars.state(avatarId))?.cardMessageId).to.equal(7);
  });

  it('start once, however often the tap is delivered, and not again after their end', async () => {
    const [first, second] = await Promise.all([create(), create()]);
    expect([first.ok, second.ok]).to.deep.equal([true, true]);
    expect(await avatars.cancel(asking())).to.have.nested.property('state.status', 'cancelled');
    await handle()
      .result()
      .catch(() => undefined);
    expect((await create()).ok).to.equal(false);
  });

  it('live: photos, a start, a retry after an error', async () => {
    await create();
    await send(2);
    await reaches('ready');
    lab.fakes.script.submissions = ['trainer_rejected'];
    expect(await avatars.startTraining(asking())).to.have.nested.property('state.status', 'training');
    await reaches('error');
    expect(await avatars.retry(asking(), rowOf('error'), 7)).to.include({ ok: true });
    await handle().result();
  });

  it('live: a paid result is fetched, and again by a tap after the run has ended', async () => {
    await create();
    await send(2);
    await reaches('ready');
    lab.fakes.script.results = ['result_damaged'];
    const before = lab.fakes.called('submitTraining').length;
    await avatars.startTraining(asking());
    await reaches('error');
    expect(await avatars.takeResult(asking(), rowOf('error'), 7)).to.have.nested.property('state.status', 'training');
    await handle().result();
    expect(lab.fakes.called('submitTraining')).to.have.length(before + 1);
    expect(await avatars.takeResult(asking(), rowOf('cancelled'), 9)).to.have.nested.property('state.cardMessageId', 9);
  });

  it('refuse commands that their status does not allow, and every stranger', async () => {
    await create();
    expect(await avatars.startTraining(asking())).to.deep.equal({ ok: false, why: 'not_now' });
    expect(await avatars.removePhoto(asking(), 5)).to.deep.equal({ ok: false, why: 'not_now' });
    expect(await avatars.open(asking(OWNER + 1), 8)).to.deep.equal({ ok: false, why: 'not_yours' });
    expect(await avatars.cancel(asking(OWNER + 1))).to.deep.equal({ ok: false, why: 'not_yours' });
  });

  it('carry out a command once, when it is delivered twice', async () => {
    await create();
    await send(3);
    await reaches('ready');
    const removal = asking();
    const answers = [await avatars.removePhoto(removal, 1), await avatars.removePhoto(removal, 1)];
    expect(answers.map(({ ok }) => ok)).to.deep.equal([true, true]);
  });

  it('are renamed by their run while it is open, and afterwards by a run of its own', async () => {
    await create();
    expect(await avatars.rename(asking(), { name: 'Аня', messageId: 7 })).to.have.nested.property('state.name', 'Аня');
    await avatars.cancel(asking());
    await handle()
      .result()
      .catch(() => undefined);
    expect(lab.fakes.called('saveAvatar').at(-1)).to.include({ name: 'Аня', namedBy: 7 });
    expect(await avatars.rename(asking(), { name: 'Анюта', messageId: 8 })).to.deep.equal({ ok: true });
    expect(lab.fakes.called('renameAvatar').at(-1)).to.deep.equal({
      avatarId,
      telegramId: OWNER,
      name: 'Анюта',
      namedBy: 8,
    });
    expect(await avatars.expectName(asking())).to.deep.equal({ ok: true });
  });

  it('are reopened after a cancellation, and only when the row allows it', async () => {
    await create();
    await avatars.cancel(asking());
    await handle()
      .result()
      .catch(() => undefined);
    expect(await avatars.retry(asking(), rowOf('completed'), 9)).to.deep.equal({ ok: false, why: 'not_now' });
    const paid = { ...rowOf('error'), failure: 'submission_unconfirmed' } as const;
    expect(await avatars.retry(asking(), paid, 9)).to.deep.equal({ ok: false, why: 'may_have_been_paid' });
    expect(await avatars.retry(asking(), rowOf('cancelled'), 9)).to.have.nested.property('state.cardMessageId', 9);
    const cards = lab.fakes.called('showCard').filter(({ avatar }) => avatar.avatarId === avatarId);
    expect(cards.some(({ avatar: { cardMessageId }, former }) => cardMessageId === 9 && former === 7)).to.equal(true);
  });

  it('are reopened by a tap before the run has closed', async () => {
    await create();
    // The news of the cancellation delay the run's end, so that it answers a while longer.
    lab.fakes.script.telegramDown = true;
    const cancelling = avatars.cancel(asking());
    await until(
      'it is over',
      () => handle().query(stateQuery),
      ({ status }) => status === 'cancelled',
    );
    const again = avatars.retry(asking(), rowOf('cancelled'), 9);
    lab.fakes.script.telegramDown = false;
    await cancelling;
    expect(await again).to.have.nested.property('state.cardMessageId', 9);
  });

  it('are deleted after their end, too', async () => {
    await create();
    await avatars.cancel(asking());
    await handle()
      .result()
      .catch(() => undefined);
    expect(await avatars.delete(asking())).to.deep.equal({ ok: true });
    expect(lab.fakes.called('deleteAvatar').at(-1)).to.include({ avatarId, telegramId: OWNER });
  });

  describe('whose run is lost go on in another run by any command, which is carried out:', () => {
    const photos = [10, 11].map((messageId, index): AvatarPhoto => {
      const file = { fileId: `f${messageId}`, fileUniqueId: `u${messageId}`, messageId };
      return { ...file, number: index + 1, verdict: 'valid' };
    });
    let row: AvatarRow | null;
    let losing: Avatars;

    beforeEach(async () => {
      losing = createAvatars(lab.client, {
        policy: quickPolicy(),
        botId: 1,
        taskQueue: lab.taskQueue,
        deadlineMs: 15_000,
        rows: { avatar: async (telegramId) => (telegramId === OWNER ? row : null) },
      });
      await create();
      await send(2);
      await reaches('ready');
      await handle().terminate();
      row = rowOf('ready');
      lab.fakes.script.takesUp = false;
      lab.fakes.script.kept = { name: 'Ann', photos, lastNumber: 2 };
    });
    afterEach(() => {
      lab.fakes.script.kept = null;
    });

    const commands: Record<string, [command: () => Promise<CommandResult>, status: string]> = {
      'to open it': [() => losing.open(asking(), 7), 'ready'],
      'to start its training': [() => losing.startTraining(asking()), 'training'],
      'to cancel it': [() => losing.cancel(asking()), 'cancelled'],
      'to remove a photo': [() => losing.removePhoto(asking(), 1), 'uploading'],
    };
    for (const [what, [command, status]] of Object.entries(commands)) {
      it(what, async () => {
        expect(await command()).to.have.nested.property('state.status', status);
        expect(lab.fakes.called('openAvatar').filter(({ reopened }) => reopened)).to.not.deep.equal([]);
      });
    }

    it('to see how it stands', async () => {
      await losing.takeUpIfLost(asking());
      expect(await losing.state(avatarId)).to.include({ status: 'ready' });
      const { runId } = await handle().describe();
      await losing.takeUpIfLost(asking());
      expect((await handle().describe()).runId, 'it is lost no more').to.equal(runId);
    });

    it('to add a photo', async () => {
      await losing.photos(person, avatarId, [{ fileId: 'f', fileUniqueId: 'u12', messageId: 12 }]);
      await until(
        'three photos',
        () => losing.state(avatarId),
        (state) => state?.photos.valid === 3,
      );
    });

    it('to name it', async () => {
      const answer = await losing.rename(asking(), { name: 'Mia', messageId: 9 });
      expect(answer).to.have.nested.property('state.name', 'Mia');
    });

    it('to delete it while it trains, which stops the training', async () => {
      row = rowOf('training');
      const unfinished = { requestId: 'paid', endpoint: 'fal-ai/fake' };
      Object.assign(lab.fakes.script, { kept: { name: 'Ann', photos, attempts: 1, unfinished }, polls: 1_000 });
      expect(await losing.delete(asking())).to.deep.equal({ ok: true });
      expect(lab.fakes.called('deleteAvatar').at(-1)).to.include({ avatarId });
      await until(
        'the trainer is told',
        async () => lab.fakes.called('cancelTraining').at(-1)?.requestId,
        (requestId) => requestId === 'paid',
      );
      lab.fakes.script.polls = 0;
    });

    it('and keep their card, whatever was tapped', async () => {
      const answer = await losing.open({ ...asking(), tapped: 9 }, 9);
      expect(answer).to.have.nested.property('state.cardMessageId', 9);
      await handle().terminate();
      const renamed = await losing.rename({ ...asking(), tapped: 11 }, { name: 'Mia' });
      expect(renamed).to.have.nested.property('state.cardMessageId', 9);
    });

    it('with their input, which the worker knows, even while a submission is in doubt', async () => {
      lab.fakes.script.takesUp = true;
      for (const lost of [rowOf('ready'), { ...rowOf('error'), failure: 'submission_unconfirmed' } as const]) {
        lab.fakes.calls.length = 0;
        row = lost;
        await losing.rename(asking(), { name: 'Mia' });
        expect(lab.fakes.called('takeUpAvatar')).to.deep.equal([{ avatarId }]);
        expect(lab.fakes.called('openAvatar')).to.deep.equal([]);
      }
    });

    it('but not for a stranger, nor when the row says that the avatar has ended', async () => {
      const gone = { ok: false, why: 'gone' };
      expect(await losing.open(asking(OWNER + 1), 7)).to.deep.equal(gone);
      row = rowOf('cancelled');
      expect(await losing.open(asking(), 7)).to.deep.equal(gone);
    });
  });

  it('do not exist under an id that was never used', async () => {
    expect(await avatars.open(asking(), 7)).to.deep.equal({ ok: false, why: 'gone' });
    expect(await avatars.state(avatarId)).to.equal(null);
  });

  it('get photos through the inbox when the run of the open one has ended', async () => {
    await avatars.photos(person, avatarId, [{ fileId: 'f', fileUniqueId: 'u', messageId: 5 }]);
    expect((await lab.client.workflow.getHandle(photoInboxWorkflowId(OWNER)).describe()).status.name).to.equal(
      'RUNNING',
    );
  });

  it('report that no worker is running, and give no state', async () => {
    const nobody = createAvatars(lab.client, { policy: quickPolicy(), botId: 1, taskQueue: 'nobody', deadlineMs: 700 });
    const nobodyAtWork = async (work: Promise<unknown>) => expect(await rejection(work)).to.be.instanceOf(NobodyAtWork);
    await nobodyAtWork(nobody.create(asking(), choices, 7));
    await nobodyAtWork(nobody.startTraining(asking()));
    const command = asking();
    await nobodyAtWork(nobody.expectName(command));
    // The same command again is not refused as busy.
    await nobodyAtWork(nobody.expectName(command));
    const patient = createAvatars(lab.client, { policy: quickPolicy(), botId: 1, taskQueue: 'nobody' });
    expect(await patient.expectName(asking())).to.deep.equal({ ok: false, why: 'busy' });
    expect(await nobody.state(avatarId)).to.equal(null);
    await lab.client.workflow.getHandle(`avatar-${avatarId}-change`).terminate();
  });

  it('report a late answer when workers run, and theirs does not answer', async () => {
    await create();
    await send(2);
    await reaches('ready');
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.removing = promise;
    const hasty = createAvatars(lab.client, {
      policy: quickPolicy(),
      botId: 1,
      taskQueue: lab.taskQueue,
      deadlineMs: 700,
    });
    const command = asking();
    expect(await hasty.removePhoto(command, 1)).to.deep.equal({ ok: false, why: 'late' });
    resolve();
    expect(await avatars.removePhoto(command, 1)).to.include({ ok: true });
  });

  it('have their photos shown by a separate run, which is found by its user', async () => {
    const look = { messageId: 5, number: 2, removed: [1], mayRemove: true };
    await avatars.look({ avatarId, telegramId: OWNER, avatarType: 'character', minPhotos: 10 }, look);
    const review = lab.client.workflow.getHandle(photoReviewWorkflowId(avatarId));
    await until(
      'the photos',
      async () => lab.fakes.called('showPhotos'),
      (calls) => calls.some((call) => call.avatarId === avatarId && call.number === 2 && call.messageId === 5),
    );
    expect((await review.describe()).typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(OWNER));
    await review.terminate();
  });

  it('bring a removed photo back', async () => {
    await create();
    await send(2);
    await reaches('ready');
    expect(await avatars.removePhoto(asking(), 1)).to.have.nested.property('state.status', 'uploading');
    expect(await avatars.bringBackPhoto(asking(), 1)).to.have.nested.property('state.status', 'ready');
    expect(await avatars.bringBackPhoto(asking(), 1)).to.deep.equal({ ok: false, why: 'unknown_photo' });
  });
});
