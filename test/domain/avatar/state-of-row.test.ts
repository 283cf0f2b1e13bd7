import { expect } from 'chai';
import { currentView } from '../../../src/bot/detail.ts';
import type { AvatarRow } from '../../../src/domain/avatar/gallery.ts';
import { withReport, withVerdicts, type AvatarView } from '../../../src/domain/avatar/state.ts';
import { stateIn } from '../../chat/states.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { builtInTrainers, defaultSelection } from '../../../src/domain/training/trainers.ts';

describe("an avatar's view from its row", () => {
  it('has the usual time of the configured trainer', async () => {
    const row: AvatarRow = {
      avatarId: '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11',
      name: 'Anna',
      gender: 'female',
      avatarType: 'character',
      trainingType: 'style',
      status: 'ready',
      progress: 0,
      photosCount: 12,
      createdAt: new Date(0),
    };
    const slow = { ...Object.values(builtInTrainers)[0]!, usualMs: [7, 9] as const };
    const trainers = {
      ...defaultSelection,
      byTrainingType: { portrait: 'slow', style: 'slow' },
      registry: { slow },
    };
    const avatars = { state: async () => null };
    const gallery = { latest: async (view: AvatarView) => view };
    const state = await currentView({ avatars, gallery, policy: defaultPolicy, trainers }, row, 7);
    expect(state.usualMs).to.deep.equal([7, 9]);
    const unset = await currentView({ avatars, gallery, policy: defaultPolicy }, row, 7);
    expect(unset.usualMs, 'without a configuration').to.deep.equal(builtInTrainers['flux-pro']?.usualMs);
  });
});

describe("an avatar's view from its run", () => {
  const running = stateIn('training', { requestId: 'r', progress: 7, training: { phase: 'running' } });

  it('takes the progress that was reported to the row only', () => {
    const view = withReport(running, { requestId: 'r', percent: 40, phase: 'running', slowMs: 5 });
    expect(view).to.include({ progress: 40 });
    expect(view.training).to.include({ phase: 'running', slowMs: 5 });
  });

  it('takes nothing from a report of another training, nor from one that is being stopped', () => {
    const other = { requestId: 'other', percent: 40, phase: 'running' } as const;
    expect(withReport(running, other)).to.deep.equal(running);
    const stopping = { ...running, training: { phase: 'running', stopping: 'asked' } } as const;
    expect(withReport(stopping, { ...other, requestId: 'r' })).to.deep.equal(stopping);
  });

  it('takes verdicts on photos that it does not know yet, and no others', () => {
    const photoLines = [
      { number: 1, verdict: 'pending', slow: true },
      { number: 2, verdict: 'pending' },
      { number: 3, verdict: 'valid' },
    ] as const;
    const view = withVerdicts(stateIn('uploading', { photoLines }), [
      { number: 1, verdict: 'duplicate', refusal: 'near_duplicate', of: 3 },
      { number: 3, verdict: 'invalid', refusal: 'corrupt' },
      { number: 4, verdict: 'valid', width: 1, height: 1 },
    ]);
    expect(view.photoLines).to.deep.equal([
      { number: 1, verdict: 'duplicate', refusal: 'near_duplicate', of: 3 },
      { number: 2, verdict: 'pending' },
      { number: 3, verdict: 'valid' },
    ]);
    expect(view.photos).to.deep.equal({ pending: 1, valid: 1, invalid: 0, duplicate: 1 });
  });
});
