import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import * as messages from '../../../../src/workflows/contracts.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../../support/workflow-lab.ts';
import { until } from '../../../support/until.ts';

const args: [messages.Command] = [{ by: OWNER }];

describe('work in progress', () => {
  let lab: WorkflowLab;
  before(async () => (lab = await WorkflowLab.start()));
  after(() => lab.stop());

  const runIdOf = async (avatar: LabAvatar) => (await avatar.handle.describe()).runId;
  const called = (name: Parameters<typeof lab.fakes.called>[0], avatarId: string) =>
    lab.fakes.called(name).filter((argument) => JSON.stringify(argument).includes(avatarId));

  it('such as a removal is over before the archive is made', async () => {
    const avatar = await lab.avatar();
    await avatar.send('a', 'b', 'c');
    await avatar.is('three valid', ({ photos }) => photos.valid === 3);
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.removing = promise;
    const removed = avatar.handle.executeUpdate(messages.removePhoto, { args: [{ by: OWNER, number: 1 }] });
    await until(
      'the removal',
      async () => called('removePhoto', avatar.avatarId).length,
      (count) => count === 1,
    );
    expect((await avatar.confirm()).status).to.equal('training');
    await until(
      'the card of the training',
      async () => lab.fakes.called('showCard'),
      (cards) => cards.some(({ avatar: shown }) => shown.avatarId === avatar.avatarId && shown.status === 'training'),
    );
    expect(called('buildArchive', avatar.avatarId)).to.deep.equal([]);
    resolve();
    await removed;
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('such as a submission of a deleted avatar draws no card any more', async () => {
    const avatar = await lab.avatar();
    await avatar.ready();
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.submitting = promise;
    await avatar.confirm();
    await until(
      'the submission',
      async () => called('submitTraining', avatar.avatarId).length,
      (count) => count === 1,
    );
    await avatar.handle.executeUpdate(messages.deleteAvatar, { args });
    const drawn = called('showCard', avatar.avatarId).length;
    resolve();
    expect(await avatar.ends()).to.equal('CANCELLED');
    expect(called('saveRequest', avatar.avatarId)).to.have.length(1);
    expect(called('showCard', avatar.avatarId)).to.have.length(drawn);
    Object.assign(lab.fakes.script, { submitting: Promise.resolve(), results: [] });
  });

  it('such as a retry is refused at the end of its time, and not lost', async () => {
    const limits = { trainingsAtOnce: 1, trainingsADay: 0, avatarsADay: 0, photosAMinute: 0 };
    const avatar = await lab.avatar({ policy: quickPolicy({ retryWindowMs: 1_500 }, { limits }) });
    await avatar.ready();
    lab.fakes.script.results = ['trainer_failed'];
    await avatar.confirm();
    await avatar.reaches('error');
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.claiming = promise;
    const retried = avatar.handle.executeUpdate(messages.retryTraining, { args }).catch((error: unknown) => error);
    await until(
      'the claim',
      async () => called('claimTraining', avatar.avatarId).length,
      (count) => count === 2,
    );
    await until(
      'the end of the time to retry',
      async () => (await avatar.handle.fetchHistory()).events ?? [],
      (events) => {
        const window = events.findLast(
          ({ timerStartedEventAttributes: timer, userMetadata }) =>
            timer && String(userMetadata?.summary?.data) === '"time to retry"',
        );
        const end = events.findIndex(
          ({ timerFiredEventAttributes: fired }) => fired && String(fired.startedEventId) === String(window?.eventId),
        );
        // The run must know of it.
        return end !== -1 && events.slice(end).some((event) => event.workflowTaskCompletedEventAttributes);
      },
    );
    resolve();
    const refused = await retried;
    expect(refused).to.be.instanceOf(WorkflowUpdateFailedError);
    const { cause } = refused as WorkflowUpdateFailedError;
    expect((cause as ApplicationFailure).details?.[0]).to.include({ reason: 'already_ending' });
    const ended = await avatar.handle.result().catch((error: unknown) => error);
    expect(ended).to.be.instanceOf(WorkflowFailedError);
    lab.fakes.script.claiming = Promise.resolve();
  });

  it('such as waiting photos goes on after continue-as-new', async () => {
    const avatar = await lab.avatar({ policy: quickPolicy({}, { historyEvents: 40 }) });
    const first = await runIdOf(avatar);
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.checkingOf = { a: promise };
    await avatar.send('a');
    await until(
      'the check',
      async () => called('checkPhotos', avatar.avatarId).length,
      (count) => count === 1,
    );
    await avatar.send('b', 'c');
    for (let number = 1; number <= 12; number += 1) await avatar.send('a');
    await until(
      'a long history',
      () => avatar.events(),
      (events) => events > 60,
    );
    resolve();
    await avatar.is('all judged', ({ photos }) => photos.pending === 0 && photos.valid === 3);
    expect(await runIdOf(avatar)).to.not.equal(first);
    await avatar.handle.terminate();
  });

  it('such as a flood of photos is bounded: a hundred wait, and the user sees that the others were refused, and why', async () => {
    const avatar = await lab.avatar();
    const { promise, resolve } = Promise.withResolvers<void>();
    lab.fakes.script.checking = promise;
    await avatar.send(...Array.from({ length: 130 }, (_, index) => `flood-${index}`));
    const seen = await avatar.is('all heard', ({ photos }) => photos.pending + photos.invalid === 130);
    expect(seen.photos).to.include({ pending: 100, invalid: 30 });
    resolve();
    lab.fakes.script.checking = Promise.resolve();
    await avatar.is('all judged', ({ photos }) => photos.pending === 0);
    const why = (refused: string, lines: typeof seen.photoLines) =>
      lines.filter(({ refusal }) => refusal === refused).length;
    await until(
      'a card that says so',
      async () => lab.fakes.called('showCard').findLast((card) => card.avatar.avatarId === avatar.avatarId)?.avatar,
      (card) =>
        card?.photos.valid === 4 &&
        why('too_many_at_once', card.photoLines) === 30 &&
        why('over_limit', card.photoLines) === 96,
    );
    await avatar.handle.terminate();
  });

  it('such as news that Telegram does not accept is sent by the next run', async () => {
    const avatar = await lab.avatar({
      policy: quickPolicy(
        { draftTtlMs: 60_000, uploadTtlMs: 600_000, reminderBeforeMs: 59_500 },
        { historyEvents: 60 },
      ),
    });
    const first = await runIdOf(avatar);
    let isAway = true;
    const told: string[] = [];
    lab.fakes.script.announcing = async (announcement) => {
      if (isAway) throw new Error('Telegram does not answer');
      told.push(announcement.kind);
      return 1;
    };
    await until(
      'the news',
      async () => called('announce', avatar.avatarId).length,
      (count) => count > 0,
    );
    // Once there is a photo the next reminder is far away.
    await avatar.send('a');
    for (let number = 1; number <= 25; number += 1) {
      await avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by: OWNER, name: `Ann ${number}` }] });
    }
    await until(
      'the next run',
      () => runIdOf(avatar),
      (runId) => runId !== first,
    );
    isAway = false;
    await until(
      'the news',
      async () => told.length,
      (count) => count > 0,
    );
    expect(told).to.deep.equal(['expiry_near']);
    lab.fakes.script.announcing = undefined;
    await avatar.handle.terminate();
  });

  describe('such as news that Telegram does not accept', () => {
    let told: string[];
    let isAway: boolean;
    beforeEach(() => {
      [told, isAway] = [[], true];
      lab.fakes.script.announcing = async (announcement) => {
        if (isAway) throw new Error('Telegram does not answer');
        told.push(announcement.kind);
        return 1;
      };
    });
    afterEach(() => {
      lab.fakes.script.announcing = undefined;
    });
    const left = ({ avatarId }: LabAvatar) => lab.client.workflow.getHandle(messages.newsLeftWorkflowId(avatarId));
    const completed = async () => {
      const avatar = await lab.avatar();
      await avatar.ready();
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      return avatar;
    };

    it('does not delay the end of a run: another run sends it', async () => {
      const avatar = await completed();
      expect(told).to.deep.equal([]);
      isAway = false;
      await left(avatar).result();
      expect(told).to.deep.equal(['completed']);
    });

    it('is sent in order, even that of a reopened avatar', async () => {
      const avatar = await lab.avatar({ policy: quickPolicy({ draftTtlMs: 1_500, reminderBeforeMs: 1_000 }) });
      expect(await avatar.ends()).to.equal('CANCELLED');
      const again = await lab.avatar({ avatarId: avatar.avatarId, reopen: true });
      await again.reaches('draft');
      await again.handle.cancel();
      expect(await again.ends()).to.equal('CANCELLED');
      isAway = false;
      await left(avatar).result();
      expect(told).to.deep.equal(['expiry_near', 'expired', 'decided']);
    });

    it('is no longer sent for a deleted avatar', async () => {
      const { avatarId } = await completed();
      const input: messages.AvatarChangeInput = { avatarId, by: OWNER, change: { kind: 'delete' } };
      await lab.client.workflow.execute(messages.workflowTypes.avatarChange, {
        workflowId: messages.avatarChangeWorkflowId(avatarId),
        taskQueue: lab.taskQueue,
        args: [input],
      });
      const news = lab.client.workflow.getHandle(messages.newsLeftWorkflowId(avatarId));
      await news.result().catch(() => undefined);
      expect((await news.describe()).status.name).to.equal('CANCELLED');
      isAway = false;
      expect(told).to.deep.equal([]);
    });
  });

  describe('in the inbox', () => {
    async function inbox(input: Partial<messages.PhotoInboxInput> = {}) {
      const telegramId = Math.floor(Math.random() * 1e9);
      const handle = await lab.client.workflow.start(messages.workflowTypes.photoInbox, {
        workflowId: messages.photoInboxWorkflowId(telegramId),
        taskQueue: lab.taskQueue,
        args: [{ telegramId, language: 'en', burstQuietMs: 50, ttlMs: 60_000, ...input }],
      });
      return lab.client.workflow.getHandle(handle.workflowId);
    }
    const photo = (messageId: number) => ({ fileId: `f${messageId}`, fileUniqueId: `u${messageId}`, messageId });

    it('such as a question that Telegram does not accept does not delay the hand-over of the photos', async () => {
      lab.fakes.script.announcing = async () => {
        throw new Error('Telegram does not answer');
      };
      const avatar = await lab.avatar();
      const handle = await inbox();
      const asked = lab.fakes.called('announce').length;
      await handle.signal(messages.addPhotos, [photo(1)]);
      await until(
        'the question',
        async () => lab.fakes.called('announce').length,
        (count) => count > asked,
      );
      await handle.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
      expect(await handle.result()).to.equal(1);
      lab.fakes.script.announcing = undefined;
      await avatar.handle.terminate();
    });

    it('such as photos that are claimed during a query is handed over', async () => {
      const avatar = await lab.avatar();
      const { promise, resolve } = Promise.withResolvers<void>();
      lab.fakes.script.looking = promise;
      const asked = lab.fakes.called('openAvatarOf').length;
      const handle = await inbox();
      await handle.signal(messages.addPhotos, [photo(1)]);
      await until(
        'the look',
        async () => lab.fakes.called('openAvatarOf').length,
        (count) => count > asked,
      );
      await handle.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
      await until(
        'the claim is heard',
        async () => (await handle.fetchHistory()).events ?? [],
        (events) => {
          const claim = events.find(
            ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'claimPhotos',
          );
          return events.some(
            ({ eventId, workflowTaskCompletedEventAttributes: done }) =>
              done && Number(eventId) > Number(claim?.eventId),
          );
        },
      );
      resolve();
      expect(await handle.result()).to.equal(1);
      await avatar.handle.terminate();
    });

    it('such as a flood of photos is bounded: a hundred wait, even in the next run, and the user is told of the others', async () => {
      const avatar = await lab.avatar();
      const handle = await inbox({ historyEvents: 30 });
      const first = (await handle.describe()).runId;
      for (let number = 1; number <= 120; number += 1) await handle.signal(messages.addPhotos, [photo(number)]);
      await until(
        'the question',
        async () => lab.fakes.called('announce').at(-1),
        (asked) => asked?.kind === 'photos_without_avatar' && asked.count === 100 && asked.over === 20,
      );
      await until(
        'the next run',
        async () => (await handle.describe()).runId,
        (runId) => runId !== first,
      );
      await handle.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
      expect(await handle.result()).to.equal(100);
      await avatar.handle.terminate();
    });

    it('such as a long history goes on in the next run, with every photo', async () => {
      const avatar = await lab.avatar({ policy: quickPolicy({}, {}) });
      const handle = await inbox({ historyEvents: 30 });
      const first = (await handle.describe()).runId;
      for (let number = 1; number <= 12; number += 1) {
        await handle.signal(messages.addPhotos, [photo(number)]);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await until(
        'the next run',
        async () => (await handle.describe()).runId,
        (runId) => runId !== first,
      );
      await handle.signal(messages.claimPhotos, { avatarId: avatar.avatarId });
      expect(await handle.result()).to.equal(12);
      await avatar.handle.terminate();
    });
  });

  it('such as an unchanged name still draws the card, which may show the question', async () => {
    const avatar = await lab.avatar({ avatarId: randomUUID(), cardMessageId: 7 });
    await avatar.is('a card', ({ cardMessageId }) => cardMessageId === 7);
    await until(
      'the card',
      async () => called('showCard', avatar.avatarId).length,
      (count) => count > 0,
    );
    const shown = called('showCard', avatar.avatarId).length;
    await avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by: OWNER, name: 'Ann' }] });
    await until(
      'the card',
      async () => called('showCard', avatar.avatarId).length,
      (count) => count > shown,
    );
    expect(called('showCard', avatar.avatarId).at(-1)).to.not.have.property('shown');
    await avatar.handle.terminate();
  });
});
