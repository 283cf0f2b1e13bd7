import { expect } from 'chai';
import { defined } from '../../src/domain/defined.ts';

describe('defined fields', () => {
  it('are those with a value, unchanged', () => {
    const nothing = undefined as number | undefined;
    expect(defined({ a: 0, b: '', c: null, d: false, e: nothing })).to.deep.equal({ a: 0, b: '', c: null, d: false });
    expect(defined({ e: nothing })).to.not.have.property('e');
  });

  it('are optional if they may be undefined, and only then', () => {
    const maybe = undefined as string | undefined;
    const one: { readonly id: number; readonly name?: string } = defined({ id: 1, name: maybe });
    expect(one).to.deep.equal({ id: 1 });
  });
});
