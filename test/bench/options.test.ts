import { expect } from 'chai';
import { readOptions } from '../../bench/options.ts';

describe('the arguments of npm run bench', () => {
  const known = ['workflows', 'photos'];

  it('mean every bench, with JSON on stdout, when there are none', () => {
    expect(readOptions([], known)).to.deep.equal({ names: known, json: '-' });
  });

  it('name benches and the file of the JSON', () => {
    expect(readOptions(['photos', '--json', 'figures.json'], known)).to.deep.equal({
      names: ['photos'],
      json: 'figures.json',
    });
  });

  for (const args of [
    ['photos', '--json'],
    ['--json', 'photos'],
    ['photos', '--json', '-'],
    ['--json=-', 'photos'],
  ]) {
    it(`mean stdout by ${args.join(' ')}`, () => {
      expect(readOptions(args, known)).to.deep.equal({ names: ['photos'], json: '-' });
    });
  }

  it('are refused, with the known names, when one is unknown', () => {
    expect(() => readOptions(['fotos'], known)).to.throw('no bench is called "fotos": there is workflows, photos');
  });
});
