import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import { exists } from '../cache.ts';
import { BadSetting } from '../errors.ts';
import { obtainMinio, presentMinio } from '../obtain/minio.ts';
import { obtainSeaweedfs } from '../obtain/seaweedfs.ts';
import { ready } from '../ready.ts';
import { minio } from './minio.ts';
import { seaweedfs } from './seaweedfs.ts';
import type { ObtainContext, S3Server, Start } from './types.ts';

/** Of a server that listens only on the loopback. */
const ACCESS_KEY = 'aisha-local';
const SECRET_KEY = 'aisha-local-secret';
const BUCKET = 'aisha';

/** The server to start, obtained. @throws {CannotObtain | BadSetting} */
export async function obtainStorage(context: ObtainContext): Promise<{ server: S3Server; command: string }> {
  const wanted = context.env.STACK_STORAGE;
  if (wanted !== undefined && wanted !== '' && wanted !== 'minio' && wanted !== 'seaweedfs') {
    throw new BadSetting(`STACK_STORAGE is "${wanted}": it may be minio or seaweedfs`);
  }
  if (wanted === 'minio') return { server: minio, command: await obtainMinio(context) };
  const present = wanted === 'seaweedfs' ? null : await presentMinio(context.env);
  if (present !== null) return { server: minio, command: present };
  return { server: seaweedfs, command: await obtainSeaweedfs(context) };
}

/** S3: MinIO where it is present or requested (STACK_STORAGE=minio), else SeaweedFS. Kept data stay with their server. */
export const startStorage: Start = async ({ dir: root, ports, ...context }) => {
  const folderOf = ({ name }: S3Server) => join(root, name.toLowerCase());
  const usedBefore = (await exists(folderOf(seaweedfs))) ? 'seaweedfs' : (await exists(folderOf(minio))) ? 'minio' : '';
  const { STACK_STORAGE = usedBefore } = context.env;
  const { server, command } = await obtainStorage({ ...context, env: { ...context.env, STACK_STORAGE } });
  const dir = folderOf(server);
  await mkdir(dir, { recursive: true });
  const found = await ports(server.ports);
  const [port = 0] = found;
  const running = server.start(context, { command, dir, ports: found, accessKey: ACCESS_KEY, secretKey: SECRET_KEY });
  const client = new Client({
    endPoint: '127.0.0.1',
    port,
    useSSL: false,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    // We retry ourselves, without a warning.
    retryOptions: { disableRetry: true },
  });
  await ready(running, async () => (await client.bucketExists(BUCKET)) || client.makeBucket(BUCKET));
  const address = `http://127.0.0.1:${port}`;
  return {
    env: {
      MINIO_ENDPOINT: address,
      MINIO_ACCESS_KEY: ACCESS_KEY,
      MINIO_SECRET_KEY: SECRET_KEY,
      MINIO_BUCKET: BUCKET,
    },
    addresses: [{ name: server.name, address }],
  };
};
