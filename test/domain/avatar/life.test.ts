import { expect } from 'chai';
import { NAME_MAX_LENGTH, normaliseName } from '../../../src/domain/avatar/avatar.ts';
import {
  countEvent,
  judge,
  newLife,
  pending,
  progressed,
  restore,
  receive,
  type AvatarWorkflowState,
} from '../../../src/domain/avatar/life.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { tally } from '../../../src/domain/photos/photo.ts';
import { allowed } from '../../../src/domain/avatar/state.ts';
import { estimateProgress, PROGRESS_CEILING } from '../../../src/domain/training/training.ts';

const photo = (messageId: number, fileUniqueId = `u${messageId}`) => ({
  fileId: `f${messageId}`,
  fileUniqueId,
  messageId,
});

describe("an avatar's state", () => {
  let life: AvatarWorkflowState;
  beforeEach(() => {
    life = newLife('Ann', undefined, 0);
    life.status = 'uploading';
  });

  it('numbers photos in the order of arrival and never uses a number again', () => {
    receive(life, photo(1), 20);
    receive(life, photo(2), 20);
    life.photos = life.photos.slice(1);
    receive(life, photo(3), 20);
    expect(life.photos.map(({ number }) => number)).to.deep.equal([2, 3]);
  });

  describe('that is restored', () => {
    const kept = { name: 'Old name', photos: [], attempts: 2, lastNumber: 7 };

    it('goes on with the numbers of its photos and trainings, even without photos', () => {
      life = newLife('Ann', undefined, 0);
      restore(life, kept);
      expect(life).to.include({ status: 'draft', name: 'Old name', attempt: 2, lastNumber: 7 });
      receive(life, photo(9), 20);
      expect(life.photos.map(({ number }) => number)).to.deep.equal([8]);
    });
  });

  it('lets a hundred photos wait, refuses more with a reason of its own, and accepts them when there is room again', () => {
    for (let messageId = 1; messageId <= 130; messageId += 1) receive(life, photo(messageId), 20);
    const refused = life.photos.filter(({ refusal }) => refusal === 'too_many_at_once');
    expect(pending(life)).to.have.length(100);
    expect(refused.map(({ number }) => number)).to.deep.equal(Array.from({ length: 30 }, (_, index) => 101 + index));
    judge(life, 1, { verdict: 'invalid', refusal: 'no_face' });
    receive(life, photo(131, 'u130'), 20);
    expect(life.photos.at(-1)).to.include({ number: 131, verdict: 'pending' });
  });

  it('accepts a message once', () => {
    expect(receive(life, photo(1), 20)).to.equal('photo_received');
    expect(receive(life, photo(1), 20)).to.equal(null);
    expect(life.photos).to.have.length(1);
  });

  it('lets a file be sent again after it was refused', () => {
    receive(life, photo(1, 'same'), 20);
    judge(life, 1, { verdict: 'invalid', refusal: 'unavailable' });
    receive(life, photo(2, 'same'), 20);
    expect(pending(life).map(({ number }) => number)).to.deep.equal([2]);
  });

  it('refuses photos beyond the maximum at once', () => {
    receive(life, photo(1), 1);
    judge(life, 1, { verdict: 'valid', width: 1, height: 1 });
    receive(life, photo(2), 1);
    expect(life.photos[1]).to.include({ verdict: 'invalid', refusal: 'over_limit' });
  });

  it('remembers a bounded number of refusals, and every valid photo', () => {
    for (let n = 1; n <= 300; n += 1) {
      receive(life, photo(n), 20);
      judge(life, n, n <= 3 ? { verdict: 'valid', width: 1, height: 1 } : { verdict: 'invalid', refusal: 'corrupt' });
    }
    expect(tally(life.photos).valid).to.equal(3);
    expect(life.photos.length).to.be.at.most(104);
  });

  it('counts photos that come too late', () => {
    life.status = 'training';
    expect(receive(life, photo(1), 20)).to.equal(null);
    expect(life).to.include({ latePhotos: 1 });
    expect(life.photos).to.be.empty;
  });

  it('is ready at the minimum and not below', () => {
    receive(life, photo(1), 20);
    expect(countEvent(life, 1)).to.equal(null);
    judge(life, 1, { verdict: 'valid', width: 1, height: 1 });
    expect(countEvent(life, 1)).to.equal('minimum_reached');
    life.status = 'ready';
    expect(countEvent(life, 2)).to.equal('fell_below_minimum');
  });

  it('shows progress that only grows, up to the ceiling', () => {
    progressed(life, { requestId: 'r', percent: 30.7, queuePosition: 2 });
    expect(life).to.include({ progress: 30, queuePosition: 2 });
    progressed(life, { requestId: 'r', percent: 10 });
    expect(life.progress).to.equal(30);
    expect(life.queuePosition).to.equal(undefined);
    progressed(life, { requestId: 'r', percent: 100 });
    expect(life.progress).to.equal(PROGRESS_CEILING);
  });

  it('offers no retry when the training may have been paid', () => {
    expect(allowed({ status: 'error', failure: 'trainer_failed' }, defaultPolicy)).to.include('retry');
    expect(allowed({ status: 'error', failure: 'submission_unconfirmed' }, defaultPolicy)).to.not.include('retry');
  });
});

describe('the name of an avatar', () => {
  it('is folded to one line without control or direction characters', () => {
    expect(normaliseName('  Анна\n\tМария\u202E ')).to.equal('Анна Мария');
  });
  it('keeps emoji and markup as they are', () => {
    expect(normaliseName('<b>👩‍🚀 & Co</b>')).to.equal('<b>👩‍🚀 & Co</b>');
  });
  it('is refused when nothing of it is visible', () => {
    for (const code of [
      0x3164, 0x2800, 0xad, 0x2060, 0x200d, 0x180e, 0xfe0f, 0xe0041, 0x115f, 0xffa0, 0x34f, 0x1d159,
    ]) {
      const blank = String.fromCodePoint(code);
      for (const name of [blank, ` ${blank} ${blank}`, `${blank}\u200B\u2064\u{E007F}`]) {
        expect(normaliseName(name), `U+${code.toString(16)}`).to.equal(null);
      }
      expect(normaliseName(`A${blank}`), `U+${code.toString(16)}`).to.not.equal(null);
    }
  });
  it('keeps joiners, selectors and tags that are part of visible characters', () => {
    const names = ['❤️', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '1️⃣', 'می‌خواهم', 'क्‍ष', 'ශ්‍රී', 'ᠨᠢᠭᠡᠨ᠎ᠠ', '丈󠄀'];
    expect(names.map(normaliseName)).to.deep.equal(names.map((name) => name.normalize('NFC')));
  });
  it('is refused when nothing is left or when it is too long', () => {
    expect(normaliseName(' \u200B\n')).to.equal(null);
    expect(normaliseName('😀'.repeat(NAME_MAX_LENGTH))).to.not.equal(null);
    expect(normaliseName('a'.repeat(NAME_MAX_LENGTH + 1))).to.equal(null);
  });
});

describe('progress by elapsed time', () => {
  it('grows and stays below the ceiling for ever', () => {
    const steps = [0, 60_000, 300_000, 900_000, 86_400_000].map((ms) => estimateProgress(ms, [180_000, 900_000]));
    expect(steps).to.deep.equal([...steps].toSorted((a, b) => a - b));
    expect(steps[0]).to.equal(0);
    expect(steps.at(-1)).to.equal(PROGRESS_CEILING);
  });
});
