import { expect } from 'chai';
import { currentView } from '../../../src/bot/detail.ts';
import type { AvatarRow } from '../../../src/domain/avatar/gallery.ts';
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
    const state = await currentView({ avatars, policy: defaultPolicy, trainers }, row, 7);
    expect(state.usualMs).to.deep.equal([7, 9]);
    const unset = await currentView({ avatars, policy: defaultPolicy }, row, 7);
    expect(unset.usualMs, 'without a configuration').to.deep.equal(builtInTrainers['flux-pro']?.usualMs);
  });
});
