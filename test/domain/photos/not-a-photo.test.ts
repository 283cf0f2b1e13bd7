import { expect } from 'chai';
import { fileKind } from '../../../src/domain/photos/not-a-photo.ts';

describe('the kind of a file', () => {
  for (const [name, mime, kind] of [
    ['a.pdf', '', 'pdf'],
    ['', 'application/pdf', 'pdf'],
    ['A.ZIP', 'application/octet-stream', 'archive'],
    ['', 'application/x-rar-compressed', 'archive'],
    ['a.tar.gz', '', 'archive'],
    ['a.CR2', 'image/x-canon-cr2', 'raw'],
    ['a', 'image/x-adobe-dng', 'raw'],
    ['a.nef', '', 'raw'],
    ['a.mov', 'video/quicktime', 'video'],
    ['a.mp3', 'audio/mpeg', 'audio'],
    // Inspected: the name may lie, and HEIC often comes without a type.
    ['a.heic', 'application/octet-stream', null],
    ['a.jpg', 'image/jpeg', null],
    ['pdf', '', null],
    ['zip.jpg', '', null],
    ['', '', null],
  ] as const) {
    it(`is ${kind ?? 'not known'} of “${name}” with the type “${mime}”`, () => {
      expect(fileKind({ name, mime })).to.equal(kind);
    });
  }

  it('is not known where Telegram says nothing', () => {
    expect(fileKind({})).to.equal(null);
  });
});
