import { expect } from 'chai';
import { currentView } from '../../../src/bot/detail.ts';
import type { AvatarRow } from '../../../src/domain/avatar/gallery.ts';
import type { AvatarView } from '../../../src/domain/avatar/state.ts';
import type { TrainingReport } from '../../../src/domain/training/watch.ts';
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
    const gallery = { lastReport: async () => null };
    const state = await currentView({ avatars, gallery, policy: defaultPolicy, trainers }, row, 7);
    expect(state.usualMs).to.deep.equal([7, 9]);
    const unset = await currentView({ avatars, gallery, policy: defaultPolicy }, row, 7);
    expect(unset.usualMs, 'without a configuration').to.deep.equal(builtInTrainers['flux-pro']?.usualMs);
  });
});

describe("an avatar's view from its run", () => {
  const row = { avatarId: 'a' } as AvatarRow;
  const viewWith = (training: AvatarView, report: TrainingReport | null) =>
    currentView(
      {
        avatars: { state: async () => training },
        gallery: { lastReport: async () => report },
        policy: defaultPolicy,
      },
      row,
      7,
    );
  const running = stateIn('training', { requestId: 'r', progress: 7, training: { phase: 'running' } });

  it('has the progress that was reported to the row only', async () => {
    const view = await viewWith(running, { requestId: 'r', percent: 40, phase: 'running', slowMs: 5 });
    expect(view).to.include({ progress: 40 });
    expect(view.training).to.include({ phase: 'running', slowMs: 5 });
  });

  it('takes nothing from a report of another training, nor from one that is being stopped', async () => {
    const other = { requestId: 'other', percent: 40, phase: 'running' } as const;
    expect(await viewWith(running, other)).to.deep.equal(running);
    const stopping = { ...running, training: { phase: 'running', stopping: 'asked' } } as const;
    expect(await viewWith(stopping, { ...other, requestId: 'r' })).to.deep.equal(stopping);
  });
});
