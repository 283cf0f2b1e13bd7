import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { localesPath } from '../../src/chat/i18n.ts';
import { languages } from '../../src/domain/avatar/avatar.ts';
import { keysSaid, sources, stringsShown } from './said.ts';

/** The texts of a locale: what stands under each key. */
async function textsOf(language: string): Promise<Map<string, string>> {
  const source = await readFile(`${localesPath}/${language}.ftl`, 'utf8');
  const [, ...parts] = source.split(/^(?=[a-z][\w-]* =)/m);
  return new Map(
    (/^[a-z]/.test(source) ? [source, ...parts] : parts).map((part) => [part.slice(0, part.indexOf(' =')), part]),
  );
}

/** The variables that a text is made with. */
const variables = (text: string) => [...new Set([...text.matchAll(/\$([a-z_]\w*)/g)].map(([, name = '']) => name))];

describe("the bot's texts", () => {
  let said: ReturnType<typeof sources>;
  before(function () {
    this.timeout(120_000);
    said = sources();
  });

  it('have keys that are all in the sources, with every text used and none missing', async () => {
    const { keys, unknown } = keysSaid(said);
    expect(unknown, 'a key that nobody can tell').to.deep.equal([]);
    for (const language of languages) {
      const texts = await textsOf(language);
      expect(texts.size).to.be.above(150);
      expect(
        [...texts.keys()].filter((key) => !keys.has(key)),
        'said nowhere',
      ).to.deep.equal([]);
      expect(
        [...keys].filter(([key]) => !texts.has(key)),
        `not in ${language}`,
      ).to.deep.equal([]);
    }
  }).timeout(120_000);

  it('come only from the locales: no text in the code reaches users', () => {
    expect(stringsShown(said)).to.deep.equal([]);
  }).timeout(120_000);

  it('use the same values in every language', async () => {
    const [first, ...others] = await Promise.all(languages.map(textsOf));
    for (const other of others) {
      for (const [key, text] of first ?? []) {
        const mine = variables(text);
        const theirs = variables(other.get(key) ?? '');
        // A number need not appear when words count, but both languages must get it, or neither.
        expect(
          theirs.filter((name) => !mine.includes(name) && !COUNTED.has(`${key}.${name}`)),
          key,
        ).to.deep.equal([]);
        expect(
          mine.filter((name) => !theirs.includes(name) && !COUNTED.has(`${key}.${name}`)),
          key,
        ).to.deep.equal([]);
      }
    }
  });
});

/** Values that only one language needs, to choose a word. */
const COUNTED = new Set(['report-weak.count', 'card-refusal.count', 'review-alike.count']);
