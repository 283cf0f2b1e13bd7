import { expect } from 'chai';
import type { TrainingReport } from '../../../src/domain/training/watch.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { redrawCard } from '../../../src/workflows/avatar/contract.ts';
import { ChatLab, type Call, type Write } from '../../support/chat-lab.ts';
import { until } from '../../support/until.ts';
import { LabAvatar, OWNER, quickPolicy, WorkflowLab } from '../../support/workflow-lab.ts';

const by = OWNER;

describe('the card of an open avatar', () => {
  let lab: WorkflowLab;
  let chat: ChatLab;
  let avatar: LabAvatar;

  beforeEach(async () => {
    lab = await WorkflowLab.start();
    chat = await ChatLab.start(lab);
  });
  afterEach(async () => {
    await avatar?.handle.terminate().catch(() => undefined);
    await lab.stop();
    await chat.stop();
  });

  /** Photos as the user sends them, each in a message of its own. */
  async function sendPhotos(...names: string[]): Promise<void> {
    for (const fileUniqueId of names) {
      const messageId = await chat.user.say(fileUniqueId);
      await avatar.handle.signal(messages.addPhotos, [{ fileId: fileUniqueId, fileUniqueId, messageId }]);
    }
  }

  async function training(): Promise<void> {
    await avatar.reaches('draft');
    await sendPhotos('a', 'b');
    await avatar.reaches('ready');
    lab.fakes.script.polls = 1_000;
    await avatar.confirm();
    await until(
      'the poll',
      async () => lab.fakes.called('awaitTraining'),
      (polls) => polls.length > 0,
    );
  }

  const tell = (report: Partial<TrainingReport>) =>
    avatar.handle.signal(messages.reportProgress, { requestId: 'request-1', percent: 0, ...report });
  const edits = async () => (await chat.calls()).filter(({ method }) => method === 'editMessageText');
  const sent = async () => (await chat.calls()).filter(({ method }) => method === 'sendMessage');
  const looks = ({ params }: Call) => JSON.stringify([params.text, params.reply_markup]);

  /** No edit repeats what its message shows, and Telegram never had to refuse one. */
  async function expectNoEditTwice(): Promise<void> {
    const shown = new Map<unknown, string>();
    for (const call of await chat.calls()) {
      expect(call.error ?? '', call.method).not.to.include('not modified');
      if (call.method !== 'editMessageText') continue;
      expect(looks(call), 'shown already').not.to.equal(shown.get(call.params.message_id));
      shown.set(call.params.message_id, looks(call));
    }
  }

  /** Edits follow each other at the interval, unless the stage has changed. */
  function expectMeasure(writes: readonly Write[], everyMs: number): void {
    for (const [index, write] of writes.entries()) {
      const before = writes[index - 1];
      if (!before || before.stage !== write.stage) continue;
      expect(write.begun - before.ended, `between two writes while ${write.stage}`).to.be.at.least(everyMs);
    }
  }

  it('is never edited without a change, nor too often, over a whole life; it shows the last state', async () => {
    const progressEveryMs = 400;
    avatar = await lab.avatar({ policy: quickPolicy({ progressEveryMs, pollIntervalMs: 30_000 }) });
    await training();
    await tell({ phase: 'queued', queuePosition: 3 });
    await tell({ phase: 'queued', queuePosition: 2 });
    for (let percent = 1; percent < 95; percent += 1) {
      await tell({ phase: 'running', percent, source: 'logs' });
      if (percent % 10 === 0) await tell({ phase: 'running', percent, source: 'logs' });
    }
    // By less than a step, the card stays as it is: it need not show the last one.
    await until(
      'the last report at the card',
      async () => lab.fakes.called('showCard').at(-1)?.avatar.progress,
      (progress) => progress === 94,
    );
    await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
    expect(await avatar.ends()).to.equal('COMPLETED');
    await chat.sees(chat.t('card-completed', { valid: 2 }));
    await expectNoEditTwice();
    expectMeasure(chat.writes, progressEveryMs);
    expect((await edits()).length, 'edits of many reports').to.be.within(3, 40);
  });

  it('is not edited when nothing changes in it', async () => {
    avatar = await lab.avatar();
    await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by }] });
    await chat.sees(chat.t('card-name-hint'));
    const before = (await chat.calls()).length;
    for (const written of [chat.writes.length, chat.writes.length + 1]) {
      await avatar.handle.signal(redrawCard, { inPlace: true });
      await until(
        'the write',
        async () => chat.writes.length,
        (count) => count > written,
      );
    }
    expect(await chat.calls()).to.have.length(before);
  });

  it('is edited in place into another language', async () => {
    avatar = await lab.avatar();
    await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by }] });
    const { id } = await chat.sees(chat.t('card-name-hint'));
    chat.language = 'en';
    await avatar.handle.signal(redrawCard, { inPlace: true });
    expect((await chat.sees(chat.t('card-name-hint'))).id).to.equal(id);
  });

  it('is unique: a message that becomes the card replaces the former one, which is deleted', async () => {
    avatar = await lab.avatar();
    await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by }] });
    const { id: first } = await chat.sees(chat.t('card-name-hint'));
    const second = await somethingElse();
    const state = await avatar.handle.executeUpdate(messages.openAvatar, { args: [{ by, cardMessageId: second }] });
    expect(state.cardMessageId).to.equal(second);
    expect((await chat.botMessages()).map(({ id }) => id)).to.deep.equal([second]);
    expect(first).to.be.below(second);
    await avatar.handle.executeUpdate(messages.renameAvatar, { args: [{ by, name: 'Eve' }] });
    await chat.sees('Eve');
    expect((await edits()).at(-1)?.params).to.include({ chat_id: OWNER, message_id: second });
    expect((await avatar.state()).cardMessageId).to.equal(second);
  });

  it('is unique when it is reopened from another message: the former card is deleted', async () => {
    const [former, tapped] = [await somethingElse(), await somethingElse(2)];
    lab.fakes.script.kept = { name: 'Ann', photos: [] };
    avatar = await lab.avatar({ reopen: true, cardMessageId: tapped, formerCardMessageId: former });
    expect((await chat.sees(chat.t('card-name-hint'))).id).to.equal(tapped);
    await until(
      'one card',
      async () => (await chat.botMessages()).map(({ id }) => id),
      (ids) => ids.length === 1 && ids[0] === tapped,
    );
    lab.fakes.script.kept = null;
  });

  /** Another message of the bot's, such as the gallery. */
  async function somethingElse(count = 1): Promise<number> {
    await lab.fakes.script.announcing?.({ kind: 'photos_without_avatar', telegramId: OWNER, language: 'ru', count });
    return (await chat.sees(chat.t('news-photos_without_avatar', { count }))).id;
  }

  describe('a new message announces', () => {
    const newest = async (text: string): Promise<void> => {
      const message = await chat.sees(text);
      const all = (await chat.user.chat()).messages;
      expect(message.id, 'the last in the chat').to.equal(all.at(-1)?.id);
      const texts = (await sent()).map(({ params }) => String(params.text));
      expect(
        texts.some((one) => one.includes(text)),
        'sent, not edited',
      ).to.equal(true);
    };

    it('that there are enough photos, and there is still one card', async () => {
      avatar = await lab.avatar();
      await avatar.reaches('draft');
      await sendPhotos('a', 'b');
      await newest(chat.t('card-enough', { room: 2 }));
      expect(await chat.botMessages()).to.have.length(1);
    });

    it('that the avatar is ready; its card is a summary', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ pollIntervalMs: 30_000 }) });
      await training();
      await avatar.handle.signal(messages.reportTrainingEnd, { requestId: 'request-1', outcome: 'ok' });
      expect(await avatar.ends()).to.equal('COMPLETED');
      await newest(chat.t('news-completed', { name: 'Ann' }));
      await chat.sees(chat.t('card-completed', { valid: 2 }));
      expect(await chat.botMessages()).to.have.length(2);
    });

    it('that a training has failed', async () => {
      lab.fakes.script.results = ['trainer_failed'];
      avatar = await lab.avatar();
      await sendPhotos('a', 'b');
      await avatar.reaches('ready');
      await avatar.confirm();
      await avatar.reaches('error');
      await newest(chat.t('news-failed', { name: 'Ann' }));
    });

    it('that it is about to expire', async () => {
      avatar = await lab.avatar({ policy: quickPolicy({ draftTtlMs: 60_000, reminderBeforeMs: 59_500 }) });
      await newest(chat.t('news-expiry_near', { name: 'Ann' }));
    });
  });
});
