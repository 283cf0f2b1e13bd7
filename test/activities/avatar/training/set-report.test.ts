import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import type { ActivityDeps } from '../../../../src/activities/deps.ts';
import type { NewAvatar } from '../../../../src/activities/ports/records.ts';
import { createSubmissionActivities } from '../../../../src/activities/avatar/training/submission.ts';
import { photoReport } from '../../../../src/domain/photos/report.ts';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { newAvatar, someone, validPhoto } from '../../../entities/support.ts';
import { recordsLab } from '../../../entities/writers/lab.ts';

const trainer = chooseTrainer('portrait');

describe('the set of photos of a training', () => {
  const lab = recordsLab();

  const upload = ({ avatarId, choices }: NewAvatar, attempt: number) => {
    const deps = {
      records: lab.records,
      storage: { size: async () => 1 },
      trainer: { mode: 'test', upload: async () => 'https://files/archive.zip' },
    } as unknown as ActivityDeps;
    const submission = { avatarId, attempt, choices, trainer };
    const activities = createSubmissionActivities(deps);
    return new MockActivityEnvironment().run(() => activities.uploadArchive(submission));
  };
  const keptOf = async (avatar: NewAvatar) => (await lab.rowOf(avatar)).avatarData;
  const reportOf = async ({ avatarId, choices: { avatarType } }: NewAvatar) =>
    photoReport(await lab.records.photoFacts(avatarId), { avatarType, minPhotos: 0 });

  it('is saved as it was when the training was confirmed, whatever happens to the photos', async () => {
    const avatar = await lab.opened(newAvatar(someone()));
    expect(await keptOf(avatar)).to.deep.equal({});
    for (const number of [1, 2]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
    const report = await reportOf(avatar);
    expect(report).to.include({ valid: 2, missing: 0 });
    await upload(avatar, 1);
    expect(await keptOf(avatar)).to.deep.equal({ attempt: 1, report });
    await lab.records.removePhoto(avatar.avatarId, 2);
    await upload(avatar, 1);
    expect(await keptOf(avatar), 'repeated').to.deep.equal({ attempt: 1, report });
  });

  it("is the latest training's", async () => {
    const avatar = await lab.opened(newAvatar(someone()));
    await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
    await upload(avatar, 1);
    await lab.records.savePhoto(validPhoto(avatar.avatarId, 2));
    const report = await reportOf(avatar);
    await upload(avatar, 2);
    await upload(avatar, 1);
    expect(await keptOf(avatar)).to.deep.equal({ attempt: 2, report });
  });
});
