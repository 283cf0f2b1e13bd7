import type { MikroORM } from '@mikro-orm/postgresql';
import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';

/** When an album's photos were checked, Unix ms. */
export interface CheckTimes {
  /** Photos with a verdict. */
  readonly checks: number;
  /** When the run asked for the first check. */
  readonly firstAsked: number;
  /** When the last verdict was in its row. */
  readonly lastAnswered: number;
}

export async function checkTimes(client: Client, orm: MikroORM, avatarId: string): Promise<CheckTimes> {
  const { events } = await client.workflow.getHandle(avatarWorkflowId(avatarId)).fetchHistory();
  const asked = events?.find(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityType?.name === 'checkPhotos',
  );
  // A photo's row is written with its verdict.
  const rows: { judged_at: Date }[] = await orm.em.execute(
    `select created_at as judged_at from avatar_photos where avatar_id = ? and validation_status <> 'pending'`,
    [avatarId],
  );
  const times = rows.map(({ judged_at: at }) => new Date(at).getTime());
  return { checks: rows.length, firstAsked: tsToMs(asked?.eventTime), lastAnswered: Math.max(...times) };
}
