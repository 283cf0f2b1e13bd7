import { Client } from 'minio';
import { obtainMinio } from '../obtain/minio.ts';
import { freePorts } from '../ports.ts';
import { ready } from '../ready.ts';
import type { Start } from './types.ts';

/** Of a server that only the loopback reaches. */
const ACCESS_KEY = 'aisha-local';
const SECRET_KEY = 'aisha-local-secret';
const BUCKET = 'aisha';

export const startMinio: Start = async ({ env, log, processes, dir }) => {
  const command = await obtainMinio(env, log);
  const [port = 0] = await freePorts(1);
  const server = processes.start('MinIO', command, ['server', dir, '--address', `127.0.0.1:${port}`, '--quiet'], {
    env: {
      ...env,
      MINIO_ROOT_USER: ACCESS_KEY,
      MINIO_ROOT_PASSWORD: SECRET_KEY,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
    },
  });
  const client = new Client({
    endPoint: '127.0.0.1',
    port,
    useSSL: false,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
  });
  const there = async () => (await client.bucketExists(BUCKET)) || (await client.makeBucket(BUCKET), true);
  await ready(server, there);
  const address = `http://127.0.0.1:${port}`;
  return {
    env: {
      MINIO_ENDPOINT: address,
      MINIO_ACCESS_KEY: ACCESS_KEY,
      MINIO_SECRET_KEY: SECRET_KEY,
      MINIO_BUCKET: BUCKET,
    },
    addresses: [{ name: 'MinIO', address }],
  };
};
