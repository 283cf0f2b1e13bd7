import { expect } from 'chai';
import { NAME_MAX_LENGTH } from '../../../src/domain/avatar/avatar.ts';
import { freeName } from '../../../src/domain/avatar/free-name.ts';

describe('the name suggested for an avatar', () => {
  it('is the wanted one while no other avatar has it', () => {
    expect(freeName('Анна', [])).to.equal('Анна');
    expect(freeName('Анна', ['Анна 2', 'Аннабель'])).to.equal('Анна');
  });

  it('has the first free number where others have it, in whatever case', () => {
    expect(freeName('Анна', ['анна'])).to.equal('Анна 2');
    expect(freeName('Анна', ['Анна', 'АННА 2', 'Анна 4'])).to.equal('Анна 3');
  });

  it('is no longer than a name may be', () => {
    const longest = '👩'.repeat(NAME_MAX_LENGTH);
    const second = freeName(longest, [longest]);
    expect([...second]).to.have.length(NAME_MAX_LENGTH);
    expect(second.endsWith('👩 2')).to.equal(true);
    const many = [longest, second];
    while (many.length < 10) many.push(freeName(longest, many));
    expect(many.at(-1)).to.equal(`${'👩'.repeat(NAME_MAX_LENGTH - 3)} 10`);
  });
});
