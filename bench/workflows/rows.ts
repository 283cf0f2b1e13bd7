import { createRecordActivities } from '../../src/activities/avatar/records.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { Activities } from '../../src/activities/index.ts';
import { connectRecords } from '../../src/entities/orm.ts';
import { createRecords } from '../../src/entities/records.ts';
import type { Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';

/** The product's own writes of an avatar's row, in the stack's database. */
export interface Rows {
  /** @returns the activities, each of which also writes its row; their answers stay as they are */
  beside(activities: Activities): Activities;
  close(): Promise<void>;
}

export async function connectRows(stack: Stack): Promise<Rows> {
  await migrate(stack);
  const orm = await connectRecords(stack.env.DATABASE_URL ?? '');
  const records = createRecords(orm, String);
  const writers = createRecordActivities({ records, trainer: { mode: 'test' } } as unknown as ActivityDeps);
  return {
    beside: (activities) => ({ ...activities, ...both(writers, activities) }),
    close: () => orm.close(true),
  };
}

type Writers = ReturnType<typeof createRecordActivities>;
type Activity = (argument: never) => Promise<unknown>;

/** Photos have no rows here: the writers' own answers would say that they are lost. */
function both(writers: Writers, activities: Activities): Partial<Activities> {
  return Object.fromEntries(
    (Object.keys(writers) as (keyof Writers)[]).map((name) => [
      name,
      async (argument: never) => {
        await (writers[name] as Activity)(argument);
        return (activities[name] as Activity)(argument);
      },
    ]),
  );
}
