import { expect } from 'chai';
import { judge, newLife, pending, receive, valid, type AvatarWorkflowState } from '../../../src/domain/avatar/life.ts';
import { bringBack, refusalToBringBack, takeOut } from '../../../src/domain/photos/removed.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { viewOf, type AvatarSetup } from '../../../src/domain/avatar/state.ts';

const by = 7;
const avatar: AvatarSetup = {
  avatarId: 'a',
  user: { telegramId: by, language: 'en', firstName: 'Ann' },
  choices: { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' },
  policy: { ...defaultPolicy, photos: { ...defaultPolicy.photos, minPhotos: 2, maxPhotos: 4 } },
  trainer: chooseTrainer('portrait'),
};

describe('photos that were removed', () => {
  let life: AvatarWorkflowState;
  beforeEach(() => {
    life = newLife('Ann', undefined, 0);
    life.status = 'uploading';
    for (const messageId of [1, 2, 3, 4]) send(messageId);
  });

  function send(messageId: number): void {
    receive(life, { fileId: `f${messageId}`, fileUniqueId: `u${messageId}`, messageId }, 4);
    judge(life, life.lastNumber, { verdict: 'valid', width: 1024, height: 1024 });
  }
  function remove(number: number): void {
    const photo = life.photos.find((known) => known.number === number);
    if (photo) takeOut(life, photo);
  }
  const numbers = () => life.photos.map(({ number }) => number);
  const refused = (number: number) => refusalToBringBack(life, avatar, { by, number });

  it('stay removed when they are delivered again, up to a bounded number of the latest', () => {
    for (let messageId = 5; messageId <= 500; messageId += 1) {
      send(messageId);
      remove(life.lastNumber);
    }
    expect(life.removedMessageIds).to.have.length(200);
    const known = numbers();
    send(500);
    expect(numbers()).to.deep.equal(known);
  });

  it('no longer count, and are remembered, the latest first', () => {
    remove(2);
    remove(1);
    expect(valid(life)).to.equal(2);
    expect(viewOf(life, avatar).removed).to.deep.equal([1, 2]);
    life.status = 'training';
    expect(viewOf(life, avatar)).not.to.have.property('removed');
  });

  it('come back under their numbers, in their places, to be checked like any other', () => {
    remove(2);
    bringBack(life, 2);
    expect(numbers()).to.deep.equal([1, 2, 3, 4]);
    expect(pending(life).map(({ number, fileId }) => [number, fileId])).to.deep.equal([[2, 'f2']]);
    expect(life.removed).to.deep.equal([]);
    expect(viewOf(life, avatar)).not.to.have.property('removed');
  });

  it('may be removed again, and a repeated message is ignored before and after', () => {
    for (let time = 0; time < 2; time += 1) {
      remove(2);
      send(2);
      expect(numbers()).to.deep.equal([1, 3, 4]);
      bringBack(life, 2);
      send(2);
      expect(numbers()).to.deep.equal([1, 2, 3, 4]);
      judge(life, 2, { verdict: 'valid', width: 1024, height: 1024 });
    }
  });

  it('do not come back when unknown, without room, or when the set is closed', () => {
    expect(refused(2)).to.equal('unknown_photo');
    remove(2);
    expect(refused(2)).to.equal(null);
    expect(refusalToBringBack(life, avatar, { by: 8, number: 2 })).to.equal('not_yours');
    life.photos.push({ fileId: 'f', fileUniqueId: 'u', messageId: 9, number: 9, verdict: 'pending' });
    expect(refused(2)).to.equal('set_full');
    life.photos.pop();
    life.status = 'training';
    expect(refused(2)).to.equal('not_now');
  });

  it('are remembered only if they were accepted, at most twenty', () => {
    life.photos.push({
      fileId: 'f',
      fileUniqueId: 'u',
      messageId: 9,
      number: 9,
      verdict: 'invalid',
      refusal: 'no_face',
    });
    remove(9);
    expect(life.removed).to.equal(undefined);
    for (let messageId = 10; messageId < 40; messageId += 1) {
      remove(life.photos.at(-1)?.number ?? 0);
      send(messageId);
    }
    expect(life.removed).to.have.length(20);
  });
});
