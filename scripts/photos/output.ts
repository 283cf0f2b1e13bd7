import { basename } from 'node:path';
import type { AvatarType } from '../../src/domain/avatar/avatar.ts';
import { sideOf } from '../../src/domain/photos/rules.ts';
import type { JudgedPhoto } from './judge.ts';

/** `ok`, a finding's code, or an error. */
export function verdictOf({ finding, error }: JudgedPhoto): string {
  return error === undefined ? (finding?.code ?? 'ok') : 'unreadable';
}

/** The complete data behind the table. */
export function plain(photos: readonly JudgedPhoto[], avatarType: AvatarType): object {
  return { avatarType, photos: photos.map((photo) => ({ ...photo, verdict: verdictOf(photo) })) };
}

type Column = readonly [title: string, cell: (photo: JudgedPhoto) => string | number | undefined, right?: 'right'];

const columns: readonly Column[] = [
  ['#', ({ number }) => number, 'right'],
  ['file', ({ file }) => printable(basename(file))],
  ['verdict', verdictOf],
  ['px', ({ measurements: of }) => of && `${of.width}×${of.height}${of.turned ? ` ↻${of.turned}` : ''}`, 'right'],
  ['format', ({ measurements: of }) => of?.format],
  ['faces', ({ measurements: of }) => of?.faces.length, 'right'],
  ['side', (photo) => largest(photo, (face) => sideOf(face).toFixed(0)), 'right'],
  ['score', (photo) => largest(photo, ({ score }) => score.toFixed(2)), 'right'],
  ['margin', (photo) => largest(photo, ({ margin }) => margin.toFixed(2)), 'right'],
  ['sharpness', (photo) => faceOrFrame(photo, 'sharpness'), 'right'],
  ['luma', (photo) => faceOrFrame(photo, 'luma'), 'right'],
  ['highlight', (photo) => largest(photo, ({ highlight }) => highlight.toFixed(0)), 'right'],
  ['quality', ({ quality }) => quality?.toFixed(2), 'right'],
  ['weaknesses', ({ weaknesses }) => weaknesses.join(', ')],
  ['nearest', ({ nearest }) => nearest && `${nearest.distance} to #${nearest.of}`],
  ['why', why],
];

const legend =
  'side, score, margin, sharpness, luma, highlight: of the largest face; in brackets of the whole photo, where there is none.';

type Face = NonNullable<JudgedPhoto['measurements']>['faces'][number];

function largest({ measurements }: JudgedPhoto, cell: (face: Face) => string): string | undefined {
  const face = measurements?.faces[0];
  return face && cell(face);
}

function faceOrFrame({ measurements }: JudgedPhoto, what: 'sharpness' | 'luma'): string | undefined {
  const face = measurements?.faces[0];
  return face ? face[what].toFixed(0) : measurements && `(${measurements[what].toFixed(0)})`;
}

/** The measurement and its threshold. */
export function why({ finding, error }: JudgedPhoto): string {
  if (error !== undefined) return printable(error);
  const { value, limit, of } = finding ?? {};
  const against = value === undefined ? '' : `${short(value)} against ${limit === undefined ? '?' : short(limit)}`;
  return [against, of === undefined ? '' : `as #${of}`].filter(Boolean).join(', ');
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

/** A file's name may contain anything, including terminal control sequences. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '?');
}

/** One line a photo, and a count of each verdict. */
export function inTable(photos: readonly JudgedPhoto[]): string {
  const used = columns.filter(([, cell]) => photos.some((photo) => (cell(photo) ?? '') !== ''));
  const rows = [
    used.map(([title]) => title),
    ...photos.map((photo) => used.map(([, cell]) => String(cell(photo) ?? ''))),
  ];
  const widths = used.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) =>
        used[column]?.[2] ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', legend, counted(photos)].join('\n');
}

function counted(photos: readonly JudgedPhoto[]): string {
  const counts = Object.entries(Object.groupBy(photos, verdictOf));
  return `${photos.length} files: ${counts.map(([verdict, of = []]) => `${of.length} ${verdict}`).join(', ')}`;
}
