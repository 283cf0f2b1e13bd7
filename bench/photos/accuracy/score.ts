import type { Point } from './labels.ts';

/** As the inspector gives it, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The faces found in a labelled picture. */
export interface Found {
  readonly faces: readonly Point[];
  readonly boxes: readonly Box[];
  /** px of the picture that the boxes are in. */
  readonly width: number;
  readonly height: number;
}

export interface FaceScore {
  readonly pictures: number;
  /** Pictures in which as many faces were found as a human counts. */
  readonly exactCounts: number;
  readonly faces: number;
  readonly found: number;
  readonly recall: number;
  /** Boxes that contain no face. */
  readonly falseBoxes: number;
}

/** A face is found when its middle lies in a box of its own. */
export function scoreFaces(pictures: readonly Found[]): FaceScore {
  const faces = sum(pictures.map((picture) => picture.faces.length));
  const found = sum(pictures.map(matched));
  return {
    pictures: pictures.length,
    exactCounts: pictures.filter((picture) => picture.boxes.length === picture.faces.length).length,
    faces,
    found,
    recall: found / faces,
    falseBoxes: sum(pictures.map((picture) => picture.boxes.length)) - found,
  };
}

function matched({ faces, boxes, width, height }: Found): number {
  const free = new Set(boxes);
  for (const [x, y] of faces) {
    const point = { x: x * width, y: y * height };
    const own = [...free].filter((box) => isIn(point, box)).toSorted((a, b) => far(point, a) - far(point, b))[0];
    if (own) free.delete(own);
  }
  return boxes.length - free.size;
}

interface Px {
  readonly x: number;
  readonly y: number;
}

const isIn = ({ x, y }: Px, { left, top, width, height }: Box): boolean =>
  x >= left && x <= left + width && y >= top && y <= top + height;

const far = ({ x, y }: Px, { left, top, width, height }: Box): number =>
  Math.hypot(x - left - width / 2, y - top - height / 2);

export interface DuplicateScore {
  readonly pairs: number;
  /** Pairs within the limit. */
  readonly near: number;
  readonly share: number;
}

/** @param distances of pairs of one kind; their share within the limit is recall for copies, and error for other photos */
export function scorePairs(distances: readonly number[], limit: number): DuplicateScore {
  const near = distances.filter((distance) => distance <= limit).length;
  return { pairs: distances.length, near, share: near / distances.length };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
