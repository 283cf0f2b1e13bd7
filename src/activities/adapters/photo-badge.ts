/** A number on a rounded ground, drawn without a font: a server may have none. */
export interface Badge {
  readonly rgba: Buffer;
  /** px. */
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

/** Digits are strokes on a field of 6 by 10. */
const FIELD = { width: 6, height: 10 } as const;
/** In units of the field: between two digits, around the number, and half of a stroke. */
const [SPACE, PADDING, HALF_STROKE] = [2.2, 4, 0.85];

/** @param from degrees, clockwise from the right */
function arc(x: number, y: number, across: number, down: number, from = 0, to = 360): Point[] {
  const steps = Math.ceil((to - from) / 24);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + across * Math.cos(angle), y + down * Math.sin(angle)] as const;
  });
}

const digits: readonly (readonly (readonly Point[])[])[] = [
  [arc(3, 5, 3, 5)],
  [
    [
      [0.8, 2.2],
      [3.4, 0],
      [3.4, 10],
    ],
  ],
  [[...arc(3, 3, 3, 3, 190, 395), [0.2, 10], [6, 10]]],
  [arc(3, 2.6, 2.7, 2.6, 200, 450), arc(3, 7.4, 3, 2.6, 270, 520)],
  [
    [
      [4.4, 10],
      [4.4, 0],
      [0, 7],
      [6, 7],
    ],
  ],
  [[[5.4, 0], [0.9, 0], [0.5, 4.9], ...arc(3, 6.8, 3, 3.2, 232, 500)]],
  [
    arc(3, 7, 3, 3),
    [
      [0, 6.8],
      [0.5, 4.4],
      [2, 1.8],
      [4.2, 0],
    ],
  ],
  [
    [
      [0, 0],
      [6, 0],
      [2, 10],
    ],
  ],
  [arc(3, 2.5, 2.5, 2.5), arc(3, 7.4, 3, 2.6)],
  [
    arc(3, 3, 3, 3),
    [
      [6, 3.2],
      [5.5, 5.6],
      [4, 8.2],
      [1.8, 10],
    ],
  ],
];

/** @param height px */
export function drawBadge(number: number, height: number, ground: readonly [number, number, number]): Badge {
  const scale = height / (FIELD.height + 2 * PADDING);
  const lines = [...String(number)].flatMap((digit, place) =>
    (digits[Number(digit)] ?? []).map((line) =>
      line.map(([x, y]): Point => [x + PADDING + place * (FIELD.width + SPACE), y + PADDING]),
    ),
  );
  const count = String(number).length;
  const across = Math.max(count * FIELD.width + (count - 1) * SPACE + 2 * PADDING, FIELD.height + 2 * PADDING);
  // A lone digit stands in the middle.
  const shift = (across - (count * FIELD.width + (count - 1) * SPACE + 2 * PADDING)) / 2;
  const width = Math.round(across * scale);
  const rgba = Buffer.alloc(width * height * 4);
  const radius = (FIELD.height + 2 * PADDING) / 2;
  for (let top = 0; top < height; top += 1) {
    for (let left = 0; left < width; left += 1) {
      const at: Point = [(left + 0.5) / scale, (top + 0.5) / scale];
      const onGround = covered(fromSegment(at, [radius, radius], [across - radius, radius]) - radius, scale);
      const stroke = nearest([at[0] - shift, at[1]], lines) - HALF_STROKE;
      const ink = covered(stroke, scale);
      const pixel = (top * width + left) * 4;
      ground.forEach((value, channel) => (rgba[pixel + channel] = Math.round(value + (255 - value) * ink)));
      rgba[pixel + 3] = Math.round(255 * 0.92 * onGround);
    }
  }
  return { rgba, width, height };
}

/** How much of a pixel lies within a shape, 0–1, by its distance to the edge. */
function covered(distance: number, scale: number): number {
  return Math.max(0, Math.min(1, 0.5 - distance * scale));
}

function nearest(at: Point, lines: readonly (readonly Point[])[]): number {
  return Math.min(...lines.flatMap((line) => line.slice(1).map((to, index) => fromSegment(at, line[index] ?? to, to))));
}

function fromSegment([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const length = alongX ** 2 + alongY ** 2;
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - fromX) * alongX + (y - fromY) * alongY) / length));
  return Math.hypot(x - fromX - share * alongX, y - fromY - share * alongY);
}
