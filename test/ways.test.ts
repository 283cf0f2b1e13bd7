import { access, readFile } from 'node:fs/promises';
import { expect } from 'chai';

const source = new URL('../src/', import.meta.url);
const architecture = await readFile(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8');
const [, section = ''] = /^## Three ways through the code\n(.*?)^## /ms.exec(architecture) ?? [];

/** The ways that ARCHITECTURE.md lists, each with the most files that it may have. */
const ways = section
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    name: text.slice(0, text.indexOf(':')),
    most: Number(/at most (\d+) files/.exec(text)?.[1]),
    files: [...text.matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file),
  }));

describe('a way through the code', () => {
  it('is listed for the start of a training, for a photo and for FAL’s webhook', () => {
    expect(ways.map(({ most }) => most)).to.deep.equal([23, 30, 10]);
  });

  for (const { name, most, files } of ways) {
    it(`has no more files than it may: ${name}`, () => {
      expect(files.length).to.be.within(5, most);
      expect(new Set(files).size).to.equal(files.length);
    });

    it(`names files that there are: ${name}`, async () => {
      for (const file of files) await access(new URL(file, source));
    });
  }
});
