import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { portraits } from '../../demo/portraits.ts';

const script = `${import.meta.dirname}/../../scripts/photos.ts`;

/** Runs the script as `npm run photos` does. */
function photos(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

interface Plain {
  readonly avatarType: string;
  readonly photos: readonly {
    readonly file: string;
    readonly verdict: string;
    readonly finding: { readonly of?: number } | null;
    readonly nearest?: { readonly of: number; readonly distance: number };
    readonly quality?: number;
    readonly weaknesses: readonly string[];
    readonly error?: string;
    readonly measurements?: { readonly faces: readonly { left: number; top: number; width: number; height: number }[] };
  }[];
}

describe('npm run photos', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'photos-test-'));
    const [one, two] = await portraits(2);
    const portrait = one?.bytes ?? Buffer.alloc(0);
    const both = sharp({ create: { width: 1900, height: 940, channels: 3, background: '#808080' } }).composite([
      { input: await sharp(two?.bytes).resize(600).toBuffer(), left: 1100, top: 100 },
      { input: portrait, left: 0, top: 0 },
    ]);
    const files: Record<string, Buffer | string> = {
      'a1.jpg': portrait,
      'a2.jpg': portrait,
      'a3.jpg': await sharp(portrait).jpeg({ quality: 60 }).toBuffer(),
      'a10.jpg': two?.bytes ?? '',
      'b-blurred.jpg': await sharp(two?.bytes).blur(20).jpeg().toBuffer(),
      'b-both.jpg': await both.jpeg({ quality: 90 }).toBuffer(),
      'c-notes.jpg': 'milk, bread',
      'c-small.png': await sharp(portrait).resize(300).png().toBuffer(),
      '.hidden.jpg': portrait,
    };
    await mkdir(at('set/deeper'), { recursive: true });
    for (const [name, bytes] of Object.entries(files)) await writeFile(at(`set/${name}`), bytes);
    await writeFile(at('set/deeper/unseen.jpg'), portrait);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function judged(...args: string[]): Promise<Plain['photos']> {
    const { code, stdout, stderr } = await photos(...args, '--json');
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    return (JSON.parse(stdout) as Plain).photos;
  }

  it('judges the files of a folder in the order of their names, as one set', async () => {
    const set = await judged(at('set'));
    expect(set.map(({ file, verdict }) => [file.slice(at('set/').length), verdict])).to.deep.equal([
      ['a1.jpg', 'ok'],
      ['a2.jpg', 'duplicate'],
      ['a3.jpg', 'near_duplicate'],
      ['a10.jpg', 'ok'],
      ['b-blurred.jpg', 'blurred_face'],
      ['b-both.jpg', 'several_faces'],
      ['c-notes.jpg', 'not_an_image'],
      ['c-small.png', 'too_small'],
    ]);
    expect(set.map(({ finding }) => finding?.of)).to.deep.equal([
      undefined,
      1,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('compares a photo only with those accepted before it', async () => {
    const [first, copy, blurred, sharpOne] = await judged(
      at('set/a1.jpg'),
      at('set/a3.jpg'),
      at('set/b-blurred.jpg'),
      at('set/a10.jpg'),
    );
    expect(first?.nearest).to.equal(undefined);
    expect(copy?.nearest).to.deep.equal({ of: 1, distance: 0 });
    expect(blurred?.verdict).to.equal('blurred_face');
    expect(sharpOne?.verdict).to.equal('ok');
    expect(sharpOne?.nearest?.of).to.equal(1);
    expect(sharpOne?.nearest?.distance).to.be.above(10);
  });

  it('applies the rules of --type', async () => {
    const [both] = await judged(at('set/b-both.jpg'), '--type', 'style');
    expect(both?.verdict).to.equal('ok');
    expect(both?.measurements?.faces).to.have.length(2);
    expect(both?.quality).to.be.within(0, 1);
  });

  it('has a line for an unreadable file, and goes on', async () => {
    const set = await judged(at('nowhere.jpg'), at('set/deeper/unseen.jpg'));
    expect(set.map(({ verdict }) => verdict)).to.deep.equal(['unreadable', 'ok']);
    expect(set[0]?.error).to.include('no such file');
  });

  it('prints a table: a line a file, columns one below the other, and counts', async () => {
    const { code, stdout } = await photos(at('set/a1.jpg'), at('set/a3.jpg'), at('set/c-notes.jpg'), at('\u001b[31m'));
    expect(code).to.equal(0);
    const [heads = '', ok = '', copy = '', notes = '', missing = '', ...rest] = stdout.split('\n');
    const column = heads.indexOf('verdict');
    expect([ok, copy, notes, missing].map((line) => line.slice(column).split(' ')[0])).to.deep.equal([
      'ok',
      'near_duplicate',
      'not_an_image',
      'unreadable',
    ]);
    expect(ok).to.match(/^1 +a1\.jpg +ok +1042×940 +jpeg +1 /);
    expect(copy).to.match(/ 0 to #1 +0 against 10, as #1$/);
    expect(rest).to.include('4 files: 1 ok, 1 near_duplicate, 1 not_an_image, 1 unreadable');
    expect(stdout).to.not.include('\u001b');
  });

  it('draws with --draw each decodable photo, accepted or not, with the largest face in another colour', async () => {
    const out = at('out/pictures');
    const [, , both] = await judged(at('set/c-notes.jpg'), at('set/c-small.png'), at('set/b-both.jpg'), '--draw', out);
    expect(await readdir(out)).to.deep.equal(['2-c-small.jpg', '3-b-both.jpg']);
    const { data, info } = await sharp(await readFile(join(out, '3-b-both.jpg')))
      .raw()
      .toBuffer({ resolveWithObject: true });
    // The verdict is below the photo.
    expect(info.width).to.equal(1900);
    expect(info.height).to.be.above(940);
    const colours = (both?.measurements?.faces ?? []).map(({ left, top, width, height }) => {
      const pixel = (Math.round(top + height / 2) * info.width + Math.round(left) + 2) * info.channels;
      expect(width).to.be.above(100);
      return colourOf([...data.subarray(pixel, pixel + 3)]);
    });
    expect(colours).to.deep.equal(['green', 'orange']);
  });

  for (const [what, args, says] of [
    ['no file', [], 'name at least one file or folder'],
    ['a type that is none', ['x.jpg', '--type', 'cat'], '--type cat: there is character, style, custom'],
    ['an option that is none', ['x.jpg', '--paint'], "Unknown option '--paint'"],
    ['a folder to draw in that is a file', ['x.jpg', '--draw', script], 'EEXIST'],
  ] as const) {
    it(`ends with code 2 and says how it is used, by ${what}`, async () => {
      const { code, stdout, stderr } = await photos(...args);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(stderr).to.include(says);
      expect(stderr).to.include('usage: npm run photos -- FILE…');
    });
  }
});

function colourOf([red = 0, green = 0, blue = 0]: readonly number[]): string {
  if (green > 150 && red < 120) return 'green';
  return red > 180 && green > 90 && blue < 110 ? 'orange' : `${red}, ${green}, ${blue}`;
}
