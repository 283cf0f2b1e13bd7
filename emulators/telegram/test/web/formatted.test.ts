import { expect } from 'chai';
import type { Entity } from '../../model.ts';
import { formatted, type Piece } from '../../web/live/formatted.ts';

/** As a text again, with its marks in brackets. */
function marked(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (typeof piece === 'string' ? piece : `[${piece.entity.type}:${marked(piece.pieces)}]`))
    .join('');
}

const mark = (type: string, offset: number, length: number): Entity => ({ type, offset, length });
const show = (text: string, ...entities: Entity[]) => marked(formatted(text, entities));

describe('the chat in the browser: formatted text', () => {
  it('is unchanged without entities', () => {
    expect(formatted('<b>&amp;</b>')).to.deep.equal(['<b>&amp;</b>']);
    expect(formatted('')).to.deep.equal([]);
  });

  it('marks entities side by side, also at both ends', () => {
    expect(show('one two three', mark('bold', 0, 3), mark('code', 8, 5))).to.equal('[bold:one] two [code:three]');
  });

  it('nests entities in any order', () => {
    expect(show('abcdef', mark('italic', 2, 2), mark('bold', 0, 6))).to.equal('[bold:ab[italic:cd]ef]');
    expect(show('abc', mark('bold', 0, 3), mark('underline', 0, 3))).to.equal('[bold:[underline:abc]]');
  });

  it('cuts an entity that exceeds the outer one', () => {
    expect(show('abcdef', mark('bold', 0, 3), mark('italic', 2, 4))).to.equal('[bold:ab[italic:c]]def');
  });

  it('counts in UTF-16 units', () => {
    expect(show('👋 hi', mark('bold', 3, 2))).to.equal('👋 [bold:hi]');
  });

  it('ignores entities beyond the end of the text', () => {
    expect(show('abc', mark('bold', 5, 2), mark('code', 2, 9))).to.equal('ab[code:c]');
  });
});
