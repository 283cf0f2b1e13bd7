import { MikroORM } from '@mikro-orm/postgresql';
import { Client, Connection } from '@temporalio/client';
import { Client as MinioClient } from 'minio';
import colours from 'picocolors';
import type { Stack } from '../stack/index.ts';
import { avatarWorkflowId } from '../src/workflows/avatar/contract.ts';

/** What remains of an avatar, in every place that keeps something. */
export interface Summary {
  readonly row: Readonly<Record<string, string | number | null>> | undefined;
  readonly runStatus: string;
  readonly events: number;
  readonly objects: readonly { readonly name: string; readonly size: number }[];
  readonly submissions: { readonly trainings: number; readonly pictures: number };
  readonly webUi: string;
}

export async function summarise(stack: Stack): Promise<Summary> {
  const row = await newestAvatar(stack.env.DATABASE_URL ?? '');
  const workflowId = avatarWorkflowId(String(row?.id));
  const connection = await Connection.connect({ address: stack.env.TEMPORAL_ADDRESS ?? '' });
  const namespace = stack.env.TEMPORAL_NAMESPACE ?? 'default';
  try {
    const handle = new Client({ connection, namespace }).workflow.getHandle(workflowId);
    const { status, runId } = await handle.describe();
    const ui = stack.address('Temporal Web UI') ?? '';
    return {
      row,
      runStatus: status.name,
      events: (await handle.fetchHistory()).events?.length ?? 0,
      objects: await objectsOf(stack.env, String(row?.id)),
      submissions: await submissions(stack.env.FAL_API_ROOT ?? ''),
      webUi: `${ui}/namespaces/${namespace}/workflows/${workflowId}/${runId}/history`,
    };
  } finally {
    await connection.close();
  }
}

async function newestAvatar(url: string): Promise<Summary['row']> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    const rows: NonNullable<Summary['row']>[] = await orm.em
      .getConnection()
      .execute('select * from avatars order by created_at desc limit 1');
    return rows[0];
  } finally {
    await orm.close(true);
  }
}

async function objectsOf(
  env: Readonly<Record<string, string>>,
  avatarId: string,
): Promise<{ name: string; size: number }[]> {
  const { hostname, port, protocol } = new URL(env.MINIO_ENDPOINT ?? '');
  const client = new MinioClient({
    endPoint: hostname,
    port: Number(port),
    useSSL: protocol === 'https:',
    accessKey: env.MINIO_ACCESS_KEY ?? '',
    secretKey: env.MINIO_SECRET_KEY ?? '',
  });
  const objects: { name: string; size: number }[] = [];
  for await (const item of client.listObjectsV2(env.MINIO_BUCKET ?? '', `avatars/${avatarId}/`, true)) {
    const { name, size } = item as { name: string; size: number };
    objects.push({ name, size });
  }
  return objects;
}

async function submissions(falRoot: string): Promise<Summary['submissions']> {
  const response = await fetch(`${falRoot}/emulator/submissions`);
  const all = (await response.json()) as { endpoint: string }[];
  const trainings = all.filter(({ endpoint }) => endpoint.includes('train')).length;
  return { trainings, pictures: all.length - trainings };
}

export function printSummary({ row, runStatus, events, objects, submissions: submitted, webUi }: Summary): void {
  const bytes = objects.reduce((sum, { size }) => sum + size, 0);
  const shown = [
    'id',
    'name',
    'status',
    'training_type',
    'training_progress',
    'photos_count',
    'fal_request_id',
    'weights_key',
  ];
  console.log(`\n${colours.bold('What is left of it')}`);
  for (const column of shown) console.log(`  ${`avatars.${column}`.padEnd(28)} ${row?.[column] ?? '—'}`);
  console.log(`  ${'objects in MinIO'.padEnd(28)} ${objects.length}, ${Math.round(bytes / 1024)} KiB`);
  for (const { name, size } of objects) console.log(colours.dim(`    ${name} ${Math.round(size / 1024)} KiB`));
  console.log(`  ${'run in Temporal'.padEnd(28)} ${runStatus}, ${events} events`);
  console.log(`  ${'submissions at FAL'.padEnd(28)} ${submitted.trainings} training, ${submitted.pictures} pictures`);
  console.log(`  ${'Web UI'.padEnd(28)} ${webUi}`);
}

/** Completed everywhere, each request paid once. The chat has shown it already. */
export function isGood({ row, runStatus, submissions: submitted }: Summary): boolean {
  return (
    row?.status === 'completed' && runStatus === 'COMPLETED' && submitted.trainings === 1 && submitted.pictures === 4
  );
}
