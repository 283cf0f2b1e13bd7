import { without, type S3Server } from './types.ts';

export const minio: S3Server = {
  name: 'MinIO',
  ports: 1,
  start: ({ processes, env }, { command, dir, ports: [port = 0], accessKey, secretKey }) =>
    processes.start('MinIO', command, ['server', dir, '--address', `127.0.0.1:${port}`, '--quiet'], {
      env: {
        ...without('MINIO_', env),
        MINIO_ROOT_USER: accessKey,
        MINIO_ROOT_PASSWORD: secretKey,
        MINIO_BROWSER: 'off',
        MINIO_UPDATE: 'off',
      },
    }),
};
