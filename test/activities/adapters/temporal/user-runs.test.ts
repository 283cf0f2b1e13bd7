import { expect } from 'chai';
import { randomInt, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { createUserRuns } from '../../../../src/activities/adapters/temporal/user-runs.ts';
import type { UserRuns } from '../../../../src/activities/ports/user-runs.ts';
import { avatarRunIds } from '../../../../src/workflows/shared/avatar-runs.ts';
import { avatarWorkflowId } from '../../../../src/workflows/avatar/contract.ts';
import { photoInboxWorkflowId } from '../../../../src/workflows/photo-inbox/contract.ts';
import { previewWorkflowId } from '../../../../src/workflows/pictures/contract.ts';
import { deletionWorkflowId } from '../../../../src/workflows/user-deletion/contract.ts';
import { telegramUserIdKey } from '../../../../src/workflows/shared/search-attributes.ts';
import { servers } from '../../../support/servers.ts';
import { until } from '../../../support/until.ts';

describe('a user’s runs at Temporal', () => {
  let connection: Connection;
  let client: Client;
  let runs: UserRuns;
  let telegramId: number;

  before(async () => {
    const { env } = await servers();
    connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    runs = createUserRuns(client);
  });
  after(() => connection.close());
  beforeEach(() => {
    telegramId = randomInt(2 ** 33, 2 ** 40);
  });

  /** A run without a worker. */
  async function start(workflowId: string, owner: number | null = telegramId) {
    const handle = await client.workflow.start('nobody', {
      workflowId,
      taskQueue: `runs-${randomUUID()}`,
      ...(owner !== null && {
        typedSearchAttributes: new TypedSearchAttributes([{ key: telegramUserIdKey, value: String(owner) }]),
      }),
    });
    const { startTime } = await handle.describe();
    return { handle, workflowId, runId: handle.firstExecutionRunId, startedAt: startTime.getTime() };
  }
  const open = async (avatarIds: string[], begunBy: number) =>
    (await runs.openRunsOf({ telegramId, avatarIds, begunBy })).map(({ runId }) => runId);
  const ended = async (avatarIds: string[], begunBy: number) =>
    (await runs.endedRunsOf({ telegramId, avatarIds, begunBy })).map(({ runId }) => runId);

  it('are cancelled, after an avatar’s run was told to wait for nothing', async () => {
    const avatarId = randomUUID();
    const [life, preview] = [await start(avatarWorkflowId(avatarId)), await start(previewWorkflowId(avatarId))];
    const heard = async ({ handle }: typeof life) =>
      ((await handle.fetchHistory()).events ?? []).flatMap(
        ({
          workflowExecutionSignaledEventAttributes: signal,
          workflowExecutionCancelRequestedEventAttributes: cancel,
        }) => (signal ? [signal.signalName] : cancel ? ['cancel'] : []),
      );
    for (const run of [life, preview]) await runs.leave(run);
    expect(await heard(life)).to.deep.equal(['abandonAvatar', 'cancel']);
    expect(await heard(preview)).to.deep.equal(['cancel']);
    for (const run of [life, preview]) await runs.terminate(run, 'over');
    await runs.leave(life);
  });

  it('include all of their avatars, and others only if they began by then', async () => {
    const avatarId = randomUUID();
    const inbox = await start(photoInboxWorkflowId(telegramId));
    const avatar = await start(avatarWorkflowId(avatarId), null);
    const preview = await start(previewWorkflowId(avatarId), null);
    const later = await start(avatarWorkflowId(randomUUID()));
    const deletion = await start(deletionWorkflowId(telegramId));
    const begunBy = inbox.startedAt;
    expect(await open([avatarId], begunBy)).to.have.members([inbox.runId, avatar.runId, preview.runId]);
    expect(await open([avatarId], begunBy - 1)).to.have.members([avatar.runId, preview.runId]);
    await inbox.handle.terminate();
    const next = await start(photoInboxWorkflowId(telegramId));
    expect(await open([], begunBy), 'another run of the same id').to.deep.equal([]);
    await until(
      'the list',
      () => ended([], begunBy),
      (ids) => ids.length === 1 && ids[0] === inbox.runId,
    );
    for (const { handle } of [next, avatar, preview, later, deletion]) await handle.terminate();
  });

  it('began with their first run, however often they continued as new', async () => {
    const avatarId = randomUUID();
    const first = await start(avatarWorkflowId(avatarId));
    expect(await runs.begunAt(avatarId)).to.equal(first.startedAt);
    expect(await runs.begunAt(randomUUID())).to.equal(null);
    await until(
      'the list',
      () => runs.avatarsOf(telegramId),
      (lives) => lives.get(avatarId) === first.startedAt,
    );
    await first.handle.terminate();
  });

  it('are terminated and deleted, and missing ones are no error', async () => {
    const avatarId = randomUUID();
    const run = await start(avatarWorkflowId(avatarId));
    expect(await ended([avatarId], Date.now())).to.deep.equal([]);
    for (const _ of [1, 2]) await runs.terminate(run, 'a test');
    expect(await open([avatarId], Date.now())).to.deep.equal([]);
    expect(await ended([avatarId], Date.now())).to.deep.equal([run.runId]);
    await runs.erase(run);
    await until(
      'it to be forgotten',
      () => ended([avatarId], Date.now()),
      (left) => left.length === 0,
      60_000,
    );
    await runs.erase(run);
    await runs.erase({ ...run, runId: randomUUID() });
    await runs.terminate(run, 'a test');
  }).timeout(90_000);

  it('of an avatar are known by its id', () => {
    const avatarId = randomUUID();
    expect(new Set(avatarRunIds(avatarId)).size).to.equal(6);
  });
});
