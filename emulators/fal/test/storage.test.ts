import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import { clientOf, quickEmulator, submissions, untilDone, untilGone, zipOfPhotos, PORTRAIT } from './support.ts';

describe("the emulator's storage", () => {
  let emulator: FalEmulator;
  before(async () => {
    emulator = await quickEmulator();
  });
  after(() => emulator.close());

  it('takes an upload above 90 MB in parts', async () => {
    const bytes = Buffer.alloc(91 * 1024 * 1024, 'photo');
    const url = await clientOf(emulator.url).storage.upload(new Blob([bytes], { type: 'application/zip' }));
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).to.equal(true);
  });

  it('takes an empty file', async () => {
    const url = await clientOf(emulator.url).storage.upload(new Blob([]));
    expect(await (await fetch(url)).text()).to.equal('');
  });

  it('keeps the expiry of an upload and of a submission', async () => {
    const client = clientOf(emulator.url);
    const images_data_url = await client.storage.upload(await zipOfPhotos(1), { lifecycle: { expiresIn: '1h' } });
    const { request_id: requestId } = await client.queue.submit(PORTRAIT, {
      input: { images_data_url },
      storageSettings: { expiresIn: '1d' },
    });
    const [seen] = await submissions(emulator.url);
    expect(seen?.archive?.expires_at)
      .to.be.greaterThan(Date.now())
      .and.lessThan(Date.now() + 3_600_001);
    expect(seen?.lifecycle).to.equal('{"expiration_duration_seconds":86400}');
    await untilDone(client, PORTRAIT, requestId);
  });

  it('removes an expired file', async () => {
    const upload = async (expiresIn: number) =>
      clientOf(emulator.url).storage.upload(await zipOfPhotos(1), { lifecycle: { expiresIn } });
    const [kept, short] = await Promise.all([upload(0), upload(1)]);
    await untilGone(short);
    expect((await fetch(kept)).status).to.equal(200);
  });
});
