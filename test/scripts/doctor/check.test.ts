import { expect } from 'chai';
import { NotChecked, ok, runChecks, type Check, type Finding } from '../../../scripts/doctor/check.ts';

const check = (name: string, run: () => Promise<readonly Finding[]>): Check => ({ name, run });

describe('the checks of doctor', () => {
  it('are reported in order, whichever ends first, and run in parallel', async () => {
    const begun = Promise.withResolvers<undefined>();
    const results = await runChecks([
      // Would wait for ever if the second one started after it.
      check('first', async () => (await begun.promise, [ok('a'), ok('b')])),
      check('second', async () => (begun.resolve(undefined), [ok('c')])),
    ]);
    expect(results).to.deep.equal([
      { check: 'first', level: 'ok', what: 'a' },
      { check: 'first', level: 'ok', what: 'b' },
      { check: 'second', level: 'ok', what: 'c' },
    ]);
  });

  it('do not affect others when one fails, cannot be made or never ends', async () => {
    const results = await runChecks(
      [
        check('fails', async () => Promise.reject(new Error('two\nlines'))),
        check('cannot', async () => Promise.reject(new NotChecked('no database'))),
        check('hangs', () => new Promise(() => undefined)),
        check('well', async () => [ok('fine')]),
      ],
      50,
    );
    expect(results.map(({ check: name, level, what }) => `${name} ${level} ${what}`)).to.deep.equal([
      'fails error two lines',
      'cannot not_checked not checked: no database',
      'hangs error no answer in 0.05 s',
      'well ok fine',
    ]);
  });
});
