/** A number on a rounded background, drawn without a font: a server may have none. */
export interface Badge {
  readonly rgba: Buffer;
  readonly width: number;
  readonly height: number;
}

type Point = readonly [x: number, y: number];

const FIELD = { width: 6, height: 10 } as const;
/** In units of the field: the space between digits, the margin around the number, and half a stroke. */
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
  const figures = [...String(number)].map(Number);
  const inked = figures.length * FIELD.width + (figures.length - 1) * SPACE;
  const across = Math.max(inked + 2 * PADDING, FIELD.height + 2 * PADDING);
  const start = (across - inked) / 2;
  const strokes = figures.flatMap((figure, place) =>
    (digits[figure] ?? []).flatMap((line) =>
      segments(line.map(([x, y]) => [x + start + place * (FIELD.width + SPACE), y + PADDING])),
    ),
  );
  const radius = (FIELD.height + 2 * PADDING) / 2;
  const middle: Segment[] = [[radius, radius, across - radius, radius]];
  const width = Math.round(across * scale);
  const rgba = Buffer.alloc(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const x = ((pixel % width) + 0.5) / scale;
    const y = (Math.floor(pixel / width) + 0.5) / scale;
    const ink = covered(distance(x, y, strokes) - HALF_STROKE, scale);
    for (const [channel, value] of ground.entries()) rgba[pixel * 4 + channel] = value + (255 - value) * ink;
    rgba[pixel * 4 + 3] = OPAQUE * covered(distance(x, y, middle) - radius, scale);
  }
  return { rgba, width, height };
}

/** Of 255: a little of the photo shows through. */
const OPAQUE = 235;

type Segment = readonly [fromX: number, fromY: number, toX: number, toY: number];

function segments(line: readonly Point[]): Segment[] {
  return line.slice(1).map(([toX, toY], index) => {
    const [fromX, fromY] = line[index] ?? [toX, toY];
    return [fromX, fromY, toX, toY];
  });
}

/** The share of a pixel inside a shape, 0–1, by its distance outside the edge. */
function covered(outside: number, scale: number): number {
  return Math.max(0, Math.min(1, 0.5 - outside * scale));
}

function distance(x: number, y: number, lines: readonly Segment[]): number {
  let least = Infinity;
  for (const [fromX, fromY, toX, toY] of lines) {
    const alongX = toX - fromX;
    const alongY = toY - fromY;
    const length = alongX * alongX + alongY * alongY;
    const share = length === 0 ? 0 : ((x - fromX) * alongX + (y - fromY) * alongY) / length;
    const within = Math.max(0, Math.min(1, share));
    const [awayX, awayY] = [x - fromX - within * alongX, y - fromY - within * alongY];
    least = Math.min(least, awayX * awayX + awayY * awayY);
  }
  return Math.sqrt(least);
}
