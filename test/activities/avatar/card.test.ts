import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { Api } from 'grammy';
import { EMULATOR_BOT_TOKEN, startTelegramEmulator, type TelegramEmulator } from '../../../emulators/telegram/index.ts';
import { TelegramUser, textOf } from '../../../emulators/telegram/client.ts';
import { createMessenger } from '../../../src/activities/adapters/telegram/messenger.ts';
import { createCardActivities, redrawCard } from '../../../src/activities/avatar/card.ts';
import type { Messenger } from '../../../src/activities/ports/messenger.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import type { Runs } from '../../../src/activities/ports/runs.ts';
import type { AvatarView } from '../../../src/domain/avatar/state.ts';
import { stateIn } from '../../chat/states.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

describe("an avatar's card, which its run and the polling activity draw", () => {
  const lab = recordsLab();
  let telegram: TelegramEmulator;
  let messenger: Messenger;
  let user: TelegramUser;
  let avatar: NewAvatar;
  let cardMessageId: number;
  /** What the run answers, and what it is told. */
  let running: AvatarView | null;
  let resent: string[];

  before(async () => {
    telegram = await startTelegramEmulator();
    messenger = createMessenger({ token: EMULATOR_BOT_TOKEN, apiRoot: telegram.url });
  });
  after(() => telegram.close());

  const viewAt = (revision: number, progress: number): AvatarView =>
    stateIn('training', {
      avatarId: avatar.avatarId,
      telegramId: avatar.user.telegramId,
      cardMessageId,
      requestId: avatar.avatarId,
      revision,
      progress,
      training: { phase: 'running' },
    });
  const byRun = (view: AvatarView, through = messenger, records = lab.records) =>
    new MockActivityEnvironment().run(() =>
      createCardActivities({ records, messenger: through }).showCard({
        avatar: view,
        language: 'en',
        repost: false,
        shown: { digest: 'another', progress: 0 },
      }),
    );
  const runs = {
    viewOf: async () => running,
    resendCard: async (avatarId: string) => void resent.push(avatarId),
  } as unknown as Runs;
  const byActivity = (through = messenger) =>
    new MockActivityEnvironment().run(() =>
      redrawCard({ records: lab.records, messenger: through, runs }, avatar.avatarId),
    );
  /** A messenger whose calls wait at the gate. */
  const gated = (gate: Promise<unknown>, begun: () => void): Messenger => ({
    ...messenger,
    showCard: async (...args) => {
      begun();
      await gate;
      return messenger.showCard(...args);
    },
    redrawCard: async (...args) => {
      begun();
      await gate;
      return messenger.redrawCard(...args);
    },
  });
  const shown = async () => {
    const { messages } = await user.chat();
    return messages.flatMap((message) => (message.id === cardMessageId ? [textOf(message)] : [])).join();
  };
  const report = (percent: number) =>
    lab.records.saveProgress(avatar.avatarId, { requestId: avatar.avatarId, percent, phase: 'running' });

  beforeEach(async () => {
    avatar = await lab.opened();
    const { telegramId } = avatar.user;
    user = new TelegramUser(telegram.url, { id: telegramId, first_name: 'Ann', language_code: 'en' });
    await user.say('/start');
    const { avatarId } = avatar;
    const key = { avatarId, attempt: 1 };
    const trainer = { name: 'flux-lora', preset: 'fast', endpoint: 'fal-ai/fake' } as const;
    await lab.records.openTraining({ ...key, trainer, falMode: 'test', config: {} });
    await lab.records.saveRequest(key, avatarId);
    await lab.save(avatar, { status: 'training', lastAttempt: 1 });
    [running, resent] = [null, []];
    const first = await messenger.showCard(stateIn('training', { telegramId }), { language: 'en', repost: false });
    cardMessageId = first?.messageId ?? 0;
  });

  it('shows the progress that only the activity knows, whoever draws', async () => {
    await report(35);
    running = viewAt(1, 0);
    await byActivity();
    expect(await shown()).to.match(/35\s?%/u);
    await byRun(viewAt(2, 0));
    expect(await shown()).to.match(/35\s?%/u);
  });

  it('is not edited to say the same, whoever drew it', async () => {
    const edits = async () => {
      const answer = await fetch(`${telegram.url}/emulator/calls?method=editMessageText`);
      const calls = (await answer.json()) as unknown[] | { calls: unknown[] };
      return (Array.isArray(calls) ? calls : calls.calls).length;
    };
    await report(35);
    running = viewAt(1, 0);
    await byActivity();
    const before = await edits();
    await byRun(viewAt(2, 0));
    await byActivity();
    running = viewAt(2, 0);
    await byActivity();
    expect(await edits()).to.equal(before);
  });

  it('never shows a state that is older than the one shown', async () => {
    await byRun(viewAt(2, 60));
    running = viewAt(1, 20);
    await byActivity();
    expect(await shown()).to.match(/60\s?%/u);
  });

  it('is drawn by the run after the activity that is drawing, not meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    running = viewAt(1, 20);
    const older = byActivity(gated(gate.promise, begun.resolve));
    await begun.promise;
    const newer = byRun(viewAt(2, 60));
    gate.resolve();
    await Promise.all([older, newer]);
    expect(await shown()).to.match(/60\s?%/u);
  });

  it('is not drawn by the activity while the run draws', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const byTheRun = byRun(viewAt(1, 20), gated(gate.promise, begun.resolve));
    await begun.promise;
    running = viewAt(1, 60);
    await byActivity();
    gate.resolve();
    await byTheRun;
    expect(await shown()).to.match(/20\s?%/u);
  });

  it('is drawn by the run again at once, although its last drawing could not say that it is done', async () => {
    const releaseCard = async (): Promise<never> => {
      throw new Error('the database is away');
    };
    const drawn = await byRun(viewAt(1, 20), messenger, { ...lab.records, releaseCard });
    expect(drawn).to.include({ messageId: cardMessageId });
    await byRun(viewAt(2, 60));
    expect(await shown()).to.match(/60\s?%/u);
  });

  it('is drawn although a writer died while it drew', async () => {
    await lab.records.holdCard({ avatarId: avatar.avatarId, revision: 1, forMs: 300 }, 'activity');
    await byRun(viewAt(2, 60));
    expect(await shown()).to.match(/60\s?%/u);
  });

  it('is never sent by the activity: the run sends a card whose message is gone', async () => {
    const before = (await user.chat()).messages.length;
    await new Api(EMULATOR_BOT_TOKEN, { apiRoot: telegram.url }).deleteMessage(avatar.user.telegramId, cardMessageId);
    running = viewAt(1, 20);
    await byActivity();
    expect(resent).to.deep.equal([avatar.avatarId]);
    expect((await user.chat()).messages.length).to.be.at.most(before);
  });
});
