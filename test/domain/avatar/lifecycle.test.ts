import { expect } from 'chai';
import { avatarStatuses, type AvatarStatus } from '../../../src/domain/avatar/avatar.ts';
import {
  actionsByStatus,
  avatarEvents,
  ImpossibleTransition,
  mayDo,
  next,
  takesPhotos,
  transitions,
  type AvatarEvent,
} from '../../../src/domain/avatar/lifecycle.ts';

/** The whole table, written once more. */
const life: [AvatarStatus, AvatarEvent, AvatarStatus][] = [
  ['draft', 'photo_received', 'uploading'],
  ['draft', 'failed', 'error'],
  ['draft', 'cancelled', 'cancelled'],
  ['uploading', 'photo_received', 'uploading'],
  ['uploading', 'minimum_reached', 'ready'],
  ['uploading', 'failed', 'error'],
  ['uploading', 'cancelled', 'cancelled'],
  ['ready', 'photo_received', 'ready'],
  ['ready', 'fell_below_minimum', 'uploading'],
  ['ready', 'start_confirmed', 'training'],
  ['ready', 'failed', 'error'],
  ['ready', 'cancelled', 'cancelled'],
  ['training', 'training_completed', 'completed'],
  ['training', 'failed', 'error'],
  ['training', 'cancelled', 'cancelled'],
  ['error', 'retried_training', 'training'],
  ['error', 'retried_upload', 'uploading'],
  ['error', 'result_sought', 'training'],
  ['ready', 'result_sought', 'training'],
  ['error', 'cancelled', 'cancelled'],
  ['cancelled', 'retried_upload', 'uploading'],
];

describe('the life of an avatar', () => {
  for (const [status, event, to] of life) {
    it(`goes from ${status} to ${to} by ${event}`, () => expect(next(status, event)).to.equal(to));
  }

  it('knows no other transition', () => {
    const possible = avatarStatuses.flatMap((status) =>
      Object.keys(transitions[status]).map((event) => `${status} ${event}`),
    );
    expect(possible.toSorted()).to.deep.equal(life.map(([status, event]) => `${status} ${event}`).toSorted());
  });

  it('allows every event in some status', () => {
    const placed = new Set(avatarStatuses.flatMap((status) => Object.keys(transitions[status])));
    expect([...placed]).to.have.members([...avatarEvents]);
  });

  it('throws a typed error for an impossible event', () => {
    expect(() => next('completed', 'failed'))
      .to.throw(ImpossibleTransition, 'an avatar in status "completed" cannot have "failed"')
      .that.includes({ status: 'completed', event: 'failed' });
  });

  it('reaches every status from draft', () => {
    const reached = new Set<AvatarStatus>(['draft']);
    for (const status of reached) {
      for (const to of Object.values(transitions[status])) reached.add(to);
    }
    expect([...reached].toSorted()).to.deep.equal([...avatarStatuses].toSorted());
  });

  it('leaves the user an action in every status', () => {
    for (const status of avatarStatuses) expect(actionsByStatus[status], status).to.not.be.empty;
  });

  it('accepts photos before the training and never after', () => {
    expect(avatarStatuses.filter(takesPhotos)).to.deep.equal(['draft', 'uploading', 'ready']);
  });

  it('can be started only when ready, and deleted when nothing runs or during the training', () => {
    expect(avatarStatuses.filter((status) => mayDo(status, 'start'))).to.deep.equal(['ready']);
    expect(avatarStatuses.filter((status) => mayDo(status, 'delete'))).to.deep.equal([
      'training',
      'completed',
      'error',
      'cancelled',
    ]);
  });
});
