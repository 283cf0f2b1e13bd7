/** A face found by CenterFace, in px of its input picture. Source: Xu et al., "CenterFace", arXiv:1911.03599, and its published code. */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  /** Left eye, right eye, nose, left and right corner of the mouth, from the viewer's side. */
  readonly landmarks: readonly Point[];
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The network's four outputs, each a stack of planes of `columns` × `rows` cells. */
export interface Answers {
  readonly heatmap: Float32Array;
  readonly scale: Float32Array;
  readonly offset: Float32Array;
  readonly landmarks: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** px of the picture for each cell. */
const STRIDE = 4;
/** Intersection over union, 0–1, from which two boxes are the same face. */
const SAME_FACE = 0.3;
const LANDMARKS = 5;

/** @returns faces of at least `leastScore`, surest first */
export function facesOf(answers: Answers, leastScore: number): FaceBox[] {
  const found: FaceBox[] = [];
  answers.heatmap.forEach((score, cell) => {
    if (score >= leastScore) found.push(faceAt(answers, cell, score));
  });
  found.sort((one, other) => other.score - one.score);
  return found.reduce<FaceBox[]>(
    (kept, face) => (kept.every((better) => overlap(better, face) < SAME_FACE) ? [...kept, face] : kept),
    [],
  );
}

/** In each output the plane of y comes before that of x. */
function faceAt({ scale, offset, landmarks, columns, rows }: Answers, cell: number, score: number): FaceBox {
  const cells = columns * rows;
  const height = Math.exp(scale[cell] ?? 0) * STRIDE;
  const width = Math.exp(scale[cells + cell] ?? 0) * STRIDE;
  const left = ((cell % columns) + (offset[cells + cell] ?? 0) + 0.5) * STRIDE - width / 2;
  const top = (Math.floor(cell / columns) + (offset[cell] ?? 0) + 0.5) * STRIDE - height / 2;
  const points = Array.from({ length: LANDMARKS }, (_, point) => ({
    x: left + (landmarks[(2 * point + 1) * cells + cell] ?? 0) * width,
    y: top + (landmarks[2 * point * cells + cell] ?? 0) * height,
  }));
  return { left, top, width, height, score, landmarks: points };
}

function overlap(one: FaceBox, other: FaceBox): number {
  const across = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  const shared = Math.max(0, across) * Math.max(0, down);
  return shared / (one.width * one.height + other.width * other.height - shared);
}

/** The clockwise turn that puts a face upright, by the place of its eyes relative to its mouth. */
export function turnOf({ landmarks }: FaceBox): 0 | 90 | 180 | 270 {
  const [leftEye, rightEye, , leftMouth, rightMouth] = landmarks;
  if (!leftEye || !rightEye || !leftMouth || !rightMouth) return 0;
  const right = leftEye.x + rightEye.x - leftMouth.x - rightMouth.x;
  const down = leftEye.y + rightEye.y - leftMouth.y - rightMouth.y;
  if (Math.abs(down) >= Math.abs(right)) return down <= 0 ? 0 : 180;
  return right > 0 ? 270 : 90;
}
