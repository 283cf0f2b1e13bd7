import { expect } from 'chai';
import { attentionOf } from '../../../src/domain/avatar/attention.ts';
import { avatarStatuses } from '../../../src/domain/avatar/avatar.ts';
import type { TrainingWatch } from '../../../src/domain/training/watch.ts';
import { whatToDo } from '../../../src/workflows/avatar/operator-advice.ts';

const inTraining = (watch?: TrainingWatch) => attentionOf({ status: 'training', ...(watch && { watch }) });

describe('the attention of operators', () => {
  it('is asked for by what goes wrong in a training, the trainer that is away first', () => {
    expect(inTraining()).to.equal(undefined);
    expect(inTraining({ phase: 'running' })).to.equal(undefined);
    expect(inTraining({ overdue: 'queued' })).to.equal('queue_overdue');
    expect(inTraining({ overdue: 'running' })).to.equal('training_overdue');
    expect(inTraining({ overdue: 'running', silentSince: 1 })).to.equal('trainer_unreachable');
    expect(inTraining({ overdue: 'running', silentSince: 1, refused: true })).to.equal('trainer_refuses_us');
    expect(inTraining({ overdue: 'running', silentSince: 1, stopping: 'asked' })).to.equal(undefined);
  });

  it('goes when the training is over, unless nobody knows whether it is', () => {
    for (const status of avatarStatuses.filter((one) => one !== 'training')) {
      expect(attentionOf({ status, watch: { overdue: 'running', silentSince: 1 } }), status).to.equal(undefined);
      expect(attentionOf({ status, watch: { stopping: 'unconfirmed' } }), status).to.equal('cancel_unconfirmed');
    }
    expect(attentionOf({ status: 'error', failure: 'submission_unconfirmed' })).to.equal('submission_unconfirmed');
    expect(attentionOf({ status: 'error', failure: 'trainer_failed' })).to.equal(undefined);
  });

  it('comes with what to do', () => {
    for (const words of Object.values(whatToDo)) expect(words).to.match(/look|decide/);
  });
});
