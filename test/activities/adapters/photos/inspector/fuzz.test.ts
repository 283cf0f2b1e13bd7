import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { AvatarType } from '../../../../../src/domain/avatar/avatar.ts';
import { photoRefusals } from '../../../../../src/domain/photos/photo.ts';
import { inFull } from '../../../../support/full.ts';
import { astronaut, heic, inspectorLab } from './lab.ts';
import { mutated, pick, random } from './mutations.ts';

const FILES = inFull(10_000, 300);
/** `FUZZ_SEED=2 npm test -- test/activities/adapters/photos/inspector/fuzz.test.ts` tries other files. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const LEAST_SIDE = 16;
/** One in so many is also searched for faces, which takes longer. */
const WITH_FACES = 20;
/** Memory that may remain beyond the most used for the first fifth, MB. Measured: 70; with peaks included up to 210. */
const LEFT_BEHIND = 200;

/** Small ones, or it would take hours; slow formats are used less often. */
async function originals(): Promise<Buffer[]> {
  const picture = sharp(astronaut).resize(48, 48);
  const frames = await Promise.all([picture.clone().png().toBuffer(), picture.clone().negate().png().toBuffer()]);
  const telling = picture
    .clone()
    .withExif({ IFD0: { Make: 'Camera' } })
    .withIccProfile('p3');
  const quick = await Promise.all([
    picture.clone().jpeg().toBuffer(),
    telling.clone().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    picture.clone().jpeg({ progressive: true }).toBuffer(),
    picture.clone().toColourspace('b-w').jpeg().toBuffer(),
    picture.clone().png().toBuffer(),
    picture.clone().png({ progressive: true }).toBuffer(),
    picture.clone().png({ palette: true, colours: 16 }).toBuffer(),
    telling.clone().ensureAlpha(0.5).png().toBuffer(),
    picture.clone().webp().toBuffer(),
    picture.clone().webp({ lossless: true }).toBuffer(),
    telling.clone().ensureAlpha(0.5).webp().toBuffer(),
    sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer(),
  ]);
  return [
    ...quick,
    ...quick,
    await picture.clone().toColourspace('cmyk').jpeg().toBuffer(),
    await heic('small'),
    await heic('small'),
  ];
}

describe('the photo inspector, on thousands of damaged files', () => {
  const { TMPDIR } = process.env;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    // Other programs use the common folder for temporary files; threads take over the environment at their start.
    process.env['TMPDIR'] = folder;
  });
  after(async () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await rm(folder, { recursive: true });
  });
  const lab = inspectorLab({ threads: 2 });

  it('gives each a verdict, accepts only files that can be shown, and leaves nothing behind', async function () {
    this.timeout(600_000);
    const next = random(SEED);
    const all = await originals();
    const filesBefore = await readdir('.');
    const counts: Record<string, number> = {};
    /** The most memory during the first fifth, and the least during the last tenth: peaks are no leak. */
    let memoryBefore = 0;
    let memoryAfter = Infinity;

    async function judge(index: number): Promise<void> {
      const bytes = mutated(pick(next, all), next, all);
      const avatarType: AvatarType = index % WITH_FACES === 0 ? 'character' : 'style';
      const where = `file ${index} of seed ${SEED}`;
      const inspected = await lab.inspect(bytes, avatarType, LEAST_SIDE).catch((error: unknown) => {
        throw new Error(`${where}: ${bytes.toString('base64')}`, { cause: error });
      });
      const code = inspected.finding?.code ?? 'accepted';
      counts[code] = (counts[code] ?? 0) + 1;
      if (inspected.finding) expect(photoRefusals, where).to.include(inspected.finding.code);
      else {
        const { width, height } = inspected.measurements;
        const { info } = await sharp(inspected.jpeg, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
        expect(info, where).to.include({ width, height, channels: 3 });
      }
    }

    const BATCH = 8;
    for (let index = 0; index < FILES; index += BATCH) {
      await Promise.all(Array.from({ length: BATCH }, (_, offset) => judge(index + offset)));
      const { rss } = process.memoryUsage();
      if (index < FILES * 0.2) memoryBefore = Math.max(memoryBefore, rss);
      if (index >= FILES * 0.9) memoryAfter = Math.min(memoryAfter, rss);
    }
    const grown = (memoryAfter - memoryBefore) / 1e6;
    if (process.env['FUZZ_SEED']) process.stderr.write(`${JSON.stringify({ grown, memoryBefore, counts })}\n`);
    expect(grown).to.be.below(LEFT_BEHIND);
    // Not all are refused, and not all for one reason.
    for (const code of ['accepted', 'corrupt', 'not_an_image', 'animated', 'no_face']) {
      expect(counts[code], code).to.be.above(FILES / 500);
    }
    expect(await readdir(folder), 'temporary files').to.deep.equal([]);
    expect(await readdir('.')).to.deep.equal(filesBefore);
  });
});
