import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { createArchiver } from '../../../../src/activities/adapters/zip-archive.ts';
import { createSubmissionActivities } from '../../../../src/activities/avatar/training/submission.ts';
import type { ActivityDeps } from '../../../../src/activities/deps.ts';
import { chooseTrainer, trainingInput } from '../../../../src/domain/training/trainers.ts';
import { newAvatar, someone } from '../../../entities/support.ts';
import { stored } from '../../adapters/fal/lab.ts';
import { ResultLab } from './result-lab.ts';

const trainer = chooseTrainer('portrait');
const { signal } = new AbortController();

describe('a request that is named for a submission in doubt', () => {
  const lab = new ResultLab();
  beforeEach(() => lab.fal.settings({ platform: { access: 'allowed', lists: 'accepted', payloads: true } }));

  /** An avatar whose training was submitted without a saved outcome. */
  async function inDoubt() {
    const { avatarId, choices } = await lab.records.opened(newAvatar(someone()));
    const key = { avatarId, attempt: 1 };
    const config = trainingInput(trainer, choices, 'test');
    await lab.deps.records.openTraining({ ...key, trainer, falMode: 'test', config });
    const archiveUrl = await lab.deps.trainer.upload(stored(lab.archive), signal);
    await lab.deps.records.saveArchive(key, archiveUrl);
    await lab.deps.records.claimSubmission(key, 1);
    const input = { ...config, [trainer.archiveField]: archiveUrl };
    const { requestId } = await lab.deps.trainer.submit({ endpoint: trainer.endpoint, input, signal });
    const named = async () => (await lab.deps.records.training(key))?.requestId;
    const adopt = (request: string) => {
      const deps = { ...lab.deps, archiver: createArchiver() } as ActivityDeps;
      const submission = { ...key, choices, trainer, requestId: request };
      return lab.run(() => createSubmissionActivities(deps).adoptRequest(submission));
    };
    return { requestId, adopt, named };
  }

  it('is adopted and saved when it has the submission’s own archive; named again, it stays', async () => {
    const { requestId, adopt, named } = await inDoubt();
    expect(await adopt(requestId)).to.equal('adopted');
    expect(await named()).to.equal(requestId);
    expect(await adopt(requestId)).to.equal('adopted');
  });

  it('is not adopted when FAL does not know it under our key', async () => {
    const { adopt, named } = await inDoubt();
    expect(await adopt(randomUUID())).to.equal('unknown_request');
    expect(await named()).to.equal(undefined);
  });

  it('is not adopted when it has another archive', async () => {
    const [one, other] = [await inDoubt(), await inDoubt()];
    expect(await one.adopt(other.requestId)).to.equal('of_another_archive');
    expect(await one.named()).to.equal(undefined);
    expect(await other.adopt(other.requestId)).to.equal('adopted');
  });

  it('is not adopted when another avatar holds it, even if FAL does not tell its archive', async () => {
    const [one, other] = [await inDoubt(), await inDoubt()];
    await other.adopt(other.requestId);
    await lab.fal.settings({ platform: { access: 'denied' } });
    expect(await one.adopt(other.requestId)).to.equal('held_by_another');
    expect(await one.named()).to.equal(undefined);
  });

  it('is not adopted in place of a known one', async () => {
    const [one, other] = [await inDoubt(), await inDoubt()];
    await one.adopt(one.requestId);
    expect(await one.adopt(other.requestId)).to.equal('of_another_archive');
    expect(await one.named()).to.equal(one.requestId);
  });
});
