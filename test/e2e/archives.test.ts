import { expect } from 'chai';
import sharp from 'sharp';
import { fromBufferPromise } from 'yauzl';
import { buffer } from 'node:stream/consumers';
import { portraits, type File } from '../../demo/portraits.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { archiveAddress } from '../support/fal-requests.ts';
import { archiveName } from '../../src/domain/training/archive-names.ts';
import { ENOUGH_PHOTOS, product, type AvatarRow, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** A photo as a phone takes it: with place, camera, time and name. */
async function taken({ name, bytes }: File, index: number): Promise<File> {
  const exif = {
    IFD0: { Make: 'Telltale', Model: 'Telltale 5', Artist: 'Telltale Ann' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '55/1 45/1 7/1', GPSLongitudeRef: 'E', GPSLongitude: '37/1 37/1 4/1' },
  };
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><Telltale n="${index}"/></x:xmpmeta>`;
  return { name, bytes: await sharp(bytes).withExif(exif).withXmp(xmp).withIccProfile('p3').jpeg().toBuffer() };
}

describe('the archive of a training', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await Promise.all((await portraits(ENOUGH_PHOTOS)).map(taken));
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' }));
  after(() => aisha.fal('settings', { outcome: 'ok' }));

  async function training(): Promise<Person> {
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true, as: 'document' });
    await person.starts();
    return person;
  }
  const rowIs = (person: Person, status: string): Promise<AvatarRow> =>
    until(
      `a row in ${status}`,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
      60_000,
    );

  /** All texts of the run's history: payloads, failures, heartbeats and details. */
  async function historyOf(id: string): Promise<string> {
    const history = await aisha.client.workflow.getHandle(avatarWorkflowId(id)).fetchHistory();
    return textsIn(history).join('\n');
  }

  it('contains the re-encoded photos, without place, time, camera or user', async () => {
    expect((await sharp(photos[0]?.bytes).metadata()).exif?.includes('Telltale')).to.equal(true);
    const { fal_request_id: requestId } = await rowIs(await training(), 'completed');
    const answer = await fetch(await archiveAddress(aisha, requestId ?? ''));
    const zip = Buffer.from(await answer.arrayBuffer());
    expect(zip.includes('Telltale')).to.equal(false);
    const names: string[] = [];
    const reader = await fromBufferPromise(zip, { lazyEntries: true });
    for await (const entry of reader.eachEntry()) {
      names.push(entry.fileName);
      const { exif, xmp, iptc, icc, orientation, comments, format, width, height } = await sharp(
        await buffer(await reader.openReadStreamPromise(entry)),
      ).metadata();
      expect({ exif, xmp, iptc, icc, orientation, comments }, entry.fileName).to.deep.equal({
        exif: undefined,
        xmp: undefined,
        iptc: undefined,
        icc: undefined,
        orientation: undefined,
        comments: undefined,
      });
      expect(format).to.equal('jpeg');
      expect(Math.min(width, height)).to.be.at.least(512);
      expect(entry.getLastModDate().getUTCFullYear()).to.equal(2000);
      expect(entry.fileComment).to.equal('');
    }
    expect(names).to.deep.equal(photos.map((_, index) => archiveName(index + 1)));
  }).timeout(120_000);

  it('has an address that is in no history, no log and no row, whether the training succeeds or fails', async () => {
    const logged = aisha.lines.length;
    const good = await rowIs(await training(), 'completed');
    const refusal = { loc: ['body', 'images_data_url'], type: 'invalid_archive' };
    const requestOf = async ({ id }: AvatarRow, attempt: number): Promise<string> => {
      const [row] = await aisha.sql<{ request_id: string }>(
        'select request_id from trainings where avatar_id = ? and attempt = ?',
        [id, attempt],
      );
      return row?.request_id ?? '';
    };
    // Like FAL, whose error quotes the address.
    const quoting = (address: string) => ({
      outcome: { status: 422, detail: [{ ...refusal, msg: `Could not read ${address}`, input: address }] },
    });
    const first = await archiveAddress(aisha, good.fal_request_id ?? '');
    await aisha.fal('settings', quoting(first));
    const bad = await rowIs(await training(), 'error');
    const second = await archiveAddress(aisha, await requestOf(bad, 1));

    for (const address of [first, second]) {
      const [, secret = ''] = /files\/([\da-f-]{36})\//.exec(address) ?? [];
      expect(secret, address).to.have.length(36);
      for (const row of [good, bad]) {
        expect(await historyOf(row.id), `history of ${row.status}`)
          .to.contain('submitTraining')
          .and.not.contain(secret);
        expect(await historyOf(row.id)).to.contain(row.fal_request_id ?? 'none');
        const rows = await aisha.sql(
          'select a.*, t.* from avatars a join trainings t on t.avatar_id = a.id where a.id = ?',
          [row.id],
        );
        expect(JSON.stringify(rows)).to.contain(row.id).and.not.contain(secret);
      }
      expect(aisha.lines.slice(logged).filter((line) => line.includes(secret))).to.deep.equal([]);
    }
  }).timeout(120_000);
});

/** Every text in a value and below it; bytes are read as text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
