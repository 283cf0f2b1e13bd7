import { expect } from 'chai';
import { createPreviewRecords } from '../../../src/entities/writers/previews.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import type { PreviewRecords } from '../../../src/activities/ports/preview-records.ts';
import { newAvatar } from '../support.ts';
import { recordsLab } from './lab.ts';

const trainer = { name: 'flux-pro', preset: 'balanced', endpoint: 'fal-ai/flux-pro-trainer' } as const;
const inference = 'fal-ai/flux-pro/v1.1-ultra-finetuned';

describe("the records of a user's requests to the trainer", () => {
  const lab = recordsLab();
  let previews: PreviewRecords;
  let avatar: NewAvatar;
  beforeEach(async () => {
    previews = createPreviewRecords(lab.orm);
    avatar = await lab.opened();
  });

  const belongings = () => lab.records.belongings(avatar.user.telegramId, [avatar.avatarId]);
  const idsOf = async () => (await belongings()).requests.map(({ requestId }) => requestId);
  async function claims(attempt: number) {
    const key = { avatarId: avatar.avatarId, attempt };
    await lab.records.openTraining({ ...key, trainer, falMode: 'test', config: {} });
    expect(await lab.records.claimSubmission(key, 1)).to.equal(true);
    return key;
  }

  it('outlive the avatar, and name the models that the trainer keeps', async () => {
    await lab.records.saveRequest(await claims(1), 'kept-1');
    await lab.records.endTraining({ avatarId: avatar.avatarId, attempt: 1 }, 'cancelled');
    await lab.records.saveRequest(await claims(2), 'kept-2');
    await lab.records.saveResult({ avatarId: avatar.avatarId, attempt: 2, finetuneId: 'finetune', inference });
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    const kept = await belongings();
    expect(kept.requests.map(({ requestId }) => requestId)).to.deep.equal(['kept-1', 'kept-2']);
    expect(kept).to.deep.include({ known: [], inDoubt: 0, finetuneIds: ['finetune'] });
  });

  it('include a request whose avatar is deleted during the submission', async () => {
    const key = await claims(1);
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    expect((await belongings()).inDoubt).to.equal(1);
    await lab.records.saveRequest(key, 'late');
    expect(await idsOf()).to.deep.equal(['late']);
  });

  it('show a doubt for an unknown outcome, and not for a refusal', async () => {
    await claims(1);
    await lab.records.endTraining({ avatarId: avatar.avatarId, attempt: 1 }, 'failed', 'trainer_rejected');
    expect((await belongings()).inDoubt).to.equal(0);
    await claims(2);
    await lab.records.endTraining({ avatarId: avatar.avatarId, attempt: 2 }, 'cancelled');
    expect((await belongings()).inDoubt).to.equal(1);
  });

  it('have every try at a picture except refused ones', async () => {
    const picture = (tryNumber: number) => ({ avatarId: avatar.avatarId, number: 1, tryNumber });
    await previews.openPreviews(avatar.avatarId, [{ number: 1, endpoint: 'fal-ai/flux-lora', prompt: 'a' }]);
    await previews.claimPreview(picture(1));
    await previews.savePreviewRequest(picture(1), 'first');
    await previews.savePreview(picture(1), 'unsafe');
    // Refused for now, as the next try shows.
    await previews.claimPreview(picture(2));
    await previews.claimPreview(picture(3));
    await previews.savePreview(picture(3), 'unconfirmed');
    await previews.claimPreview(picture(4));
    await previews.savePreviewRequest(picture(4), 'fourth');
    expect(await idsOf()).to.deep.equal(['first', 'fourth']);
    expect((await belongings()).inDoubt).to.equal(1);
  });

  it('give what is needed to look for those in doubt', async () => {
    await claims(1);
    await lab.records.saveRequest(await claims(2), 'known-2');
    const { telegramId } = avatar.user;
    expect(await lab.records.doubts(telegramId, [avatar.avatarId])).to.deep.equal([
      { avatarId: avatar.avatarId, attempt: 1, endpoint: trainer.endpoint },
    ]);
    expect(await lab.records.doubts(telegramId, [])).to.deep.equal([]);
  });

  it('are pruned once the trainer keeps nothing of them, except models that it keeps', async () => {
    for (const attempt of [1, 2, 3]) await lab.records.saveRequest(await claims(attempt), `pruned-${attempt}`);
    await lab.records.saveResult({ avatarId: avatar.avatarId, attempt: 1, finetuneId: 'kept-model', inference });
    await lab.orm.em
      .getConnection()
      .execute(
        `update trainer_requests set created_at = now() - interval '40 days' where avatar_id = ? and number < 3`,
        [avatar.avatarId],
      );
    expect(await lab.records.pruneRequests(Date.now() - 30 * 24 * 3_600_000)).to.equal(1);
    expect(await idsOf()).to.deep.equal(['pruned-1', 'pruned-3']);
  });

  it("leave another user's requests alone, and those of a later avatar", async () => {
    await lab.records.saveRequest(await claims(1), `own-${avatar.avatarId}`);
    const since = await lab.opened(newAvatar(avatar.user));
    const key = { avatarId: since.avatarId, attempt: 1 };
    await lab.records.openTraining({ ...key, trainer, falMode: 'test', config: {} });
    await lab.records.claimSubmission(key, 1);
    expect(await belongings()).to.deep.include({ inDoubt: 0 });
    const leaving = { telegramId: avatar.user.telegramId, userId: null, avatarIds: [avatar.avatarId] };
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    await lab.records.deleteUser(leaving, { trainingsADay: 0, avatarsADay: 0 });
    expect(await lab.records.rowsAbout(leaving)).to.equal(0);
    const later = await lab.records.belongings(avatar.user.telegramId, [since.avatarId]);
    expect(later.inDoubt, 'it is there for the next deletion').to.equal(1);
  });
});
