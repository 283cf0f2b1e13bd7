import type { Point } from './centerface.ts';
import type { Picture } from './picture.ts';

/** Side of the recogniser's input square, px. */
export const CHIP_SIDE = 150;

/**
 * Where the recogniser expects a face, px of the chip: left eye, right eye, nose, corners of the mouth. Measured: where
 * CenterFace finds them in chips that dlib cut, by its own landmarks, for the network it trained.
 */
const template: readonly Point[] = [
  { x: 47.3, y: 47 },
  { x: 101.3, y: 46.8 },
  { x: 73.9, y: 79.3 },
  { x: 52.1, y: 104 },
  { x: 98.7, y: 101.9 },
];
/** Most samples for one point of the chip, each way. A large face must be averaged, or its pores would make it another face. */
const MOST_SAMPLES = 6;

/** Turn, scale and move: x' = a·x − b·y + right, y' = b·x + a·y + down. */
interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly right: number;
  readonly down: number;
}

/** The similarity that brings landmarks nearest to the template, by least squares. Source: Umeyama, IEEE TPAMI 13(4), 1991. */
export function alignment(landmarks: readonly Point[]): Similarity {
  const from = middle(landmarks);
  const to = middle(template);
  let along = 0;
  let across = 0;
  let squares = 0;
  landmarks.forEach((landmark, index) => {
    const goal = template[index] ?? to;
    const [x, y, u, v] = [landmark.x - from.x, landmark.y - from.y, goal.x - to.x, goal.y - to.y];
    along += x * u + y * v;
    across += x * v - y * u;
    squares += x * x + y * y;
  });
  const [a, b] = [along / squares, across / squares];
  return { a, b, right: to.x - a * from.x + b * from.y, down: to.y - b * from.x - a * from.y };
}

function middle(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

/** An upright face of fixed size; the edge is repeated beyond the frame. @param landmarks px @returns one plane a colour, RGB, 0–255 */
export function chipOf({ data, width, height }: Picture, landmarks: readonly Point[]): Float32Array {
  const { a, b, right, down } = alignment(landmarks);
  const scale = a * a + b * b;
  const samples = Math.max(1, Math.min(MOST_SAMPLES, Math.round(1 / Math.sqrt(scale))));
  const cells = CHIP_SIDE * CHIP_SIDE;
  const chip = new Float32Array(3 * cells);
  const weight = 1 / (samples * samples);

  function add(cell: number, x: number, y: number): void {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [nextLeft, nextTop] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)];
    const [byX, byY] = [x - left, y - top];
    for (let colour = 0; colour < 3; colour += 1) {
      const at = (column: number, row: number) => data[3 * (row * width + column) + colour] ?? 0;
      const upper = at(left, top) * (1 - byX) + at(nextLeft, top) * byX;
      const lower = at(left, nextTop) * (1 - byX) + at(nextLeft, nextTop) * byX;
      const plane = colour * cells + cell;
      chip[plane] = (chip[plane] ?? 0) + weight * (upper * (1 - byY) + lower * byY);
    }
  }

  for (let cell = 0; cell < cells; cell += 1) {
    for (let sample = 0; sample < samples * samples; sample += 1) {
      const u = (cell % CHIP_SIDE) + ((sample % samples) + 0.5) / samples - 0.5 - right;
      const v = Math.floor(cell / CHIP_SIDE) + (Math.floor(sample / samples) + 0.5) / samples - 0.5 - down;
      const x = Math.min(width - 1, Math.max(0, (a * u + b * v) / scale));
      const y = Math.min(height - 1, Math.max(0, (a * v - b * u) / scale));
      add(cell, x, y);
    }
  }
  return chip;
}
