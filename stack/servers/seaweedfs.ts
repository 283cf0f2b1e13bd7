import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { without, type S3Server } from './types.ts';

/** The services that listen, by HTTP and gRPC: every port is given, so that several stacks run in parallel. */
const parts = ['s3', 'filer', 'master', 'volume', 'admin'] as const;

/** SeaweedFS in one process, with its S3 gateway: obtained in seconds, started in one. */
export const seaweedfs: S3Server = {
  name: 'SeaweedFS',
  ports: 2 * parts.length,
  start: ({ processes, env }, { command, dir, ports, accessKey, secretKey }) => {
    // Ports from its first start, kept in this file, would win over the ports given now.
    rmSync(join(dir, 'mini.options'), { force: true });
    const listening = parts.flatMap((part, index) => [
      `-${part}.port=${ports[2 * index]}`,
      `-${part}.port.grpc=${ports[2 * index + 1]}`,
    ]);
    const off = [
      '-s3.port.iceberg=0',
      '-s3.port.lance=0',
      '-admin.ui=false',
      '-webdav=false',
      '-master.telemetry=false',
    ];
    const address = ['-ip=127.0.0.1', '-ip.bind=127.0.0.1'];
    const args = ['mini', `-dir=${dir}`, ...address, ...listening, ...off, '-volume.preStopSeconds=0'];
    // Without keys it would let anybody in.
    const keys = { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
    return processes.start('SeaweedFS', command, args, { env: { ...without('AWS_', env), ...keys }, cwd: dir });
  },
};
