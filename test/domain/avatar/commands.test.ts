import { expect } from 'chai';
import {
  askToStop,
  becomesCard,
  putFailureAside,
  rename,
  seekResult,
  extendWait,
} from '../../../src/domain/avatar/commands.ts';
import { newLife, type AvatarWorkflowState } from '../../../src/domain/avatar/life.ts';
import { transition } from '../../../src/domain/avatar/lifecycle.ts';

describe('a user’s command', () => {
  let life: AvatarWorkflowState;
  beforeEach(() => {
    life = newLife('Ann', 5, 0);
    life.cardShown = { digest: 'd', progress: 0 };
  });

  it('renames the avatar, and redraws the card in any case', () => {
    rename(life, { name: ' Mia ', messageId: 7 });
    expect(life).to.include({ name: 'Mia', namedBy: 7, cardOverdrawn: true });
    expect(life.cardShown).to.equal(undefined);
    rename(life, { name: '   ' });
    expect(life).to.include({ name: 'Mia', namedBy: 7 });
  });

  it('makes another message the card, and has the former one deleted', () => {
    life.questionId = 9;
    becomesCard(life, 9);
    expect(life).to.include({ cardMessageId: 9, formerCardId: 5, cardOverdrawn: true });
    expect(life.questionId).to.equal(undefined);
    becomesCard(life, 9);
    expect(life.formerCardId).to.equal(5);
  });

  it('waits on for an overdue training, and changes nothing without one', () => {
    life.watch = { phase: 'queued', overdue: 'queued' };
    expect([extendWait(life), extendWait(life)]).to.deep.equal([true, false]);
    expect(life.watch).to.deep.equal({ phase: 'queued' });
  });

  it('stops a training, and keeps what is known of it', () => {
    life.watch = { phase: 'running', overdue: 'running' };
    askToStop(life);
    expect(life.watch).to.deep.equal({ phase: 'running', overdue: 'running', stopping: 'asked' });
  });

  it('fetches a result that may exist, and submits nothing', () => {
    seekResult(life);
    expect(life).to.include({ takesOnly: true });
    expect(life.watch).to.deep.equal({ taking: 'again' });
  });

  describe('to send other photos', () => {
    beforeEach(() => {
      for (const number of [1, 2, 3]) {
        life.photos.push({ fileId: 'f', fileUniqueId: `u${number}`, messageId: 10 + number, number, verdict: 'valid' });
      }
      Object.assign(life, { status: 'error', failure: 'photos_rejected', failureWords: 'no face' });
      life.failurePhotos = { by: 'trainer', numbers: [2] };
    });

    it('clears the failure, and drops the photos that the trainer named, on request', () => {
      expect(putFailureAside(life, true).map(({ number }) => number)).to.deep.equal([2]);
      expect(life.photos.map(({ number }) => number)).to.deep.equal([1, 3]);
      expect(life.removedMessageIds).to.deep.equal([12]);
      expect(life).to.not.have.any.keys('failure', 'failurePhotos', 'failureWords');
    });

    it('otherwise keeps all, and always those that only our report calls weak', () => {
      life.failurePhotos = { by: 'report', numbers: [2] };
      expect(putFailureAside(life, true)).to.deep.equal([]);
      expect(life.photos).to.have.length(3);
    });
  });
});

describe('an event', () => {
  it('moves the avatar along the table, and restarts the count of late photos', () => {
    const life = newLife('Ann', undefined, 0);
    life.latePhotos = 3;
    expect([transition(life, 'photo_received'), transition(life, 'photo_received')]).to.deep.equal([true, false]);
    expect(life).to.include({ status: 'uploading', latePhotos: 0 });
  });
});
