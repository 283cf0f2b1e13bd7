import { expect } from 'chai';
import { Client } from 'minio';
import { randomUUID } from 'node:crypto';
import { storage } from '../../../scripts/doctor/checks/storage.ts';
import { storagePrivacy } from '../../../scripts/doctor/checks/storage-privacy.ts';
import { storageRetention } from '../../../scripts/doctor/checks/storage-retention.ts';
import { closedUrl, serve } from '../../support/http-stub.ts';
import { servers } from '../../support/servers.ts';
import { levels, look, nowhere } from './lab.ts';

describe('the checks of storage', () => {
  let env: Record<string, string>;
  let client: Client;
  let bucket: string;

  before(async () => {
    const { MINIO_ENDPOINT = '', MINIO_ACCESS_KEY = '', MINIO_SECRET_KEY = '' } = (await servers()).env;
    env = { ...nowhere, MINIO_ENDPOINT, MINIO_ACCESS_KEY, MINIO_SECRET_KEY };
    const { hostname, port } = new URL(MINIO_ENDPOINT);
    client = new Client({
      endPoint: hostname,
      port: Number(port),
      useSSL: false,
      accessKey: MINIO_ACCESS_KEY,
      secretKey: MINIO_SECRET_KEY,
    });
  });
  beforeEach(async () => {
    bucket = `doctor-${randomUUID()}`;
    env = { ...env, MINIO_BUCKET: bucket };
    await client.makeBucket(bucket);
  });

  const there = (given = {}) => look((reach, { worker }) => storage(reach, worker.minio), { ...env, ...given });
  const privacy = (given = {}) =>
    look((reach, { worker }) => storagePrivacy(reach, worker.minio), { ...env, ...given });
  const retention = (given = {}) =>
    look((reach, { worker }) => storageRetention(reach, worker.minio.bucket), { ...env, ...given });
  const left = async () => {
    const names: unknown[] = [];
    for await (const item of client.listObjectsV2(bucket, '', true)) names.push(item);
    return names;
  };
  const open = (resource: string, action: string, principal: unknown = { AWS: ['*'] }) =>
    client.setBucketPolicy(
      bucket,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: principal, Action: [action], Resource: [`arn:aws:s3:::${resource}`] },
        ],
      }),
    );

  it('accept a usable private bucket, and leave nothing in it', async () => {
    const { host } = new URL(env['MINIO_ENDPOINT'] ?? '');
    expect(await there()).to.deep.equal([`ok: ${bucket} at ${host} takes, gives and removes`]);
    expect(await privacy()).to.deep.equal(['ok: strangers may neither list, read nor write']);
    expect(await retention()).to.deep.equal(['ok: deleted is deleted, and nothing expires by itself']);
    expect(await left()).to.deep.equal([]);
  });

  it('warn of a missing bucket, and skip what depends on it', async () => {
    const given = { MINIO_BUCKET: `${bucket}-other` };
    expect((await there(given))[0]).to.match(/^warning: there is no bucket .*: start a worker, which makes it/);
    expect(await privacy(given)).to.deep.equal(['not_checked: not checked: no bucket']);
    expect(await retention(given)).to.deep.equal(['not_checked: not checked: no bucket']);
  });

  it('distinguish an unknown key, a wrong one, and a server that does not answer', async () => {
    expect((await there({ MINIO_ACCESS_KEY: 'somebody' }))[0]).to.match(
      /^error: .*access key: correct MINIO_ACCESS_KEY$/,
    );
    expect((await there({ MINIO_SECRET_KEY: 'something' }))[0]).to.match(
      /^error: .*secret key: correct MINIO_SECRET_KEY$/,
    );
    const [gone] = await there({ MINIO_ENDPOINT: await closedUrl() });
    expect(gone).to.match(/^error: .*ECONNREFUSED.*MINIO_ENDPOINT$/);
    expect((await there({ MINIO_BUCKET: 'A B' }))[0]).to.match(/^error: .*: correct MINIO_BUCKET/);
  });

  for (const [code, says] of [
    ['RequestTimeTooSkewed', /more than 15 min apart.*: set both by NTP$/],
    ['AccessDenied', /the access key may not use .*: let it list the bucket/],
  ] as const) {
    it(`report ${code}`, async () => {
      const stub = await serve((_, response) =>
        response.writeHead(403).end(`<Error><Code>${code}</Code><Message>it says</Message></Error>`),
      );
      try {
        expect((await there({ MINIO_ENDPOINT: stub.url }))[0])
          .to.match(/^error: /)
          .and.match(says);
      } finally {
        await stub.close();
      }
    });
  }

  for (const [what, resource, action, says] of [
    ['list', '', 's3:ListBucket', /^error: anybody may list its objects, .*: .*mc anonymous set none/],
    ['read', '/*', 's3:GetObject', /^error: anybody may read its photos/],
    ['read some of it', '/elsewhere/*', 's3:GetObject', /^error: its policy lets anybody in, to some of it/],
  ] as const) {
    it(`report that anybody may ${what}`, async () => {
      await open(`${bucket}${resource}`, action);
      const lines = await privacy();
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(says);
      expect(await left()).to.deep.equal([]);
    });
  }

  it('report that anybody may write, or that the policy allows it although the store refuses', async () => {
    await open(`${bucket}/*`, 's3:PutObject');
    const stranger = await fetch(`${env['MINIO_ENDPOINT']}/${bucket}/probe`, { method: 'PUT', body: 'x' });
    await client.removeObject(bucket, 'probe');
    const says = stranger.ok ? /^error: anybody may write to it/ : /^error: its policy lets anybody in, to some of it/;
    const lines = await privacy();
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(says);
    expect(await left()).to.deep.equal([]);
  });

  it('report what keeps deleted photos, and what deletes needed ones', async () => {
    await client.setBucketVersioning(bucket, { Status: 'Enabled' });
    expect((await retention())[0]).to.match(/^warning: versioning is on: .*: mc version suspend/);
    const Rule = [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }];
    await client.setBucketLifecycle(bucket, { Rule });
    const lines = await retention();
    expect(levels(lines)).to.deep.equal(['warning', 'error']);
    expect(lines[1]).to.match(/^error: the lifecycle rule old removes photos and weights: mc ilm rule rm --id old/);
  });

  it('accept rules that remove nothing needed', async () => {
    const Rule = [
      { ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } },
      { ID: 'older', Status: 'Enabled', Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ];
    await client.setBucketLifecycle(bucket, { Rule });
    expect(levels(await retention())).to.deep.equal(['ok']);
  });

  it('report objects that cannot be deleted', async () => {
    const locked = `doctor-${randomUUID()}`;
    await client.makeBucket(locked, '', { ObjectLocking: true });
    // The first of its overloads returns nothing.
    const set = client.setObjectLockConfig(locked, { mode: 'GOVERNANCE', unit: 'Days', validity: 1 } as never);
    await (set as unknown as Promise<void>);
    expect((await retention({ MINIO_BUCKET: locked }))[0]).to.match(/^error: objects are locked by default/);
  });
});
