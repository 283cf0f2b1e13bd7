import { expect } from 'chai';
import { portraits } from '../../demo/portraits.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { product, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** Temporal's timeout type for a missed heartbeat. */
const HEARTBEAT: number = 4;

describe('a worker that is killed while it checks photos', () => {
  let aisha: Product;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
  });

  it('is noticed by missing heartbeats, and another one checks them', async () => {
    const person = aisha.person('ru');
    await person.begins('portrait');
    const run = aisha.client.workflow.getHandle(avatarWorkflowId((await aisha.avatarOf(person)).id));
    // Telegram does not answer the worker that is killed.
    await aisha.telegramFault({ method: 'getFile', count: 1, kind: 'hang' });
    await person.user.sendPhotos(await portraits(2), { as: 'document' });
    await until(
      'a check is under way',
      async () => (await run.describe()).raw.pendingActivities ?? [],
      (pending) => pending.some((one) => one.activityType?.name === 'checkPhotos' && one.lastHeartbeatTime),
    );
    await aisha.replace('worker');
    await until(
      'both photos are taken',
      () => aisha.avatarOf(person),
      (row) => row.photos_count === 2,
      180_000,
    );
    // The next attempt's event contains the failure.
    const { events } = await run.fetchHistory();
    const checks = (events ?? []).flatMap(({ eventId, activityTaskScheduledEventAttributes: scheduled }) =>
      scheduled?.activityType?.name === 'checkPhotos' ? String(eventId) : [],
    );
    const timeouts = (events ?? []).flatMap(({ activityTaskStartedEventAttributes: begun }) =>
      begun?.lastFailure && checks.includes(String(begun.scheduledEventId))
        ? Number(begun.lastFailure.timeoutFailureInfo?.timeoutType)
        : [],
    );
    expect(timeouts).to.include(HEARTBEAT);
    expect(new Set(timeouts)).to.deep.equal(new Set([HEARTBEAT]));
  }).timeout(300_000);
});
