import { expect } from 'chai';
import { attentionOf } from '../../../src/domain/avatar/attention.ts';
import { avatarStatuses } from '../../../src/domain/avatar/avatar.ts';
import type { TrainingWatch } from '../../../src/domain/training/watch.ts';
import { whatToDo } from '../../../src/workflows/avatar/operator-advice.ts';

const inTraining = (watch?: TrainingWatch) => attentionOf({ status: 'training', ...(watch && { watch }) });

describe("the operators' attention", () => {
  it("is requested by a training's trouble, an unreachable trainer first", () => {
    expect(inTraining()).to.equal(undefined);
    expect(inTraining({ phase: 'running' })).to.equal(undefined);
    expect(inTraining({ overdue: 'queued' })).to.equal('queue_overdue');
    expect(inTraining({ overdue: 'running' })).to.equal('training_overdue');
    expect(inTraining({ overdue: 'running', silentSince: 1 })).to.equal('trainer_unreachable');
    expect(inTraining({ overdue: 'running', silentSince: 1, refused: true })).to.equal('trainer_refuses_us');
    expect(inTraining({ overdue: 'running', silentSince: 1, stopping: 'asked' })).to.equal(undefined);
  });

  it('ends with the training, unless nobody knows whether it has ended', () => {
    for (const status of avatarStatuses.filter((one) => one !== 'training')) {
      expect(attentionOf({ status, watch: { overdue: 'running', silentSince: 1 } }), status).to.equal(undefined);
      expect(attentionOf({ status, watch: { stopping: 'unconfirmed' } }), status).to.equal('cancel_unconfirmed');
    }
    expect(attentionOf({ status: 'error', failure: 'submission_unconfirmed' })).to.equal('submission_unconfirmed');
    expect(attentionOf({ status: 'error', failure: 'trainer_failed' })).to.equal(undefined);
  });

  it('comes with advice', () => {
    for (const words of Object.values(whatToDo)) expect(words).to.match(/look|decide/);
  });
});
