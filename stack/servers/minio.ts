import { Client } from 'minio';
import { obtainMinio } from '../obtain/minio.ts';
import { ready } from '../ready.ts';
import { without, type Start } from './types.ts';

/** Of a server that only the loopback reaches. */
const ACCESS_KEY = 'aisha-local';
const SECRET_KEY = 'aisha-local-secret';
const BUCKET = 'aisha';

export const startMinio: Start = async ({ dir, ports, ...context }) => {
  const command = await obtainMinio(context);
  const [port = 0] = await ports(1);
  const server = context.processes.start(
    'MinIO',
    command,
    ['server', dir, '--address', `127.0.0.1:${port}`, '--quiet'],
    {
      env: {
        ...without('MINIO_', context.env),
        MINIO_ROOT_USER: ACCESS_KEY,
        MINIO_ROOT_PASSWORD: SECRET_KEY,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
      },
    },
  );
  const client = new Client({
    endPoint: '127.0.0.1',
    port,
    useSSL: false,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    // We ask again ourselves, without a word.
    retryOptions: { disableRetry: true },
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
