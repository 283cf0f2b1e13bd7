/** SVG shapes of the tips' drawings. Units: px. */

interface Look {
  readonly hair?: string;
  readonly skin?: string;
  readonly shirt?: string;
  /** How far the face looks to the side, −1 to 1. */
  readonly turn?: number;
  readonly glasses?: boolean;
}

/** Head and shoulders; the chin is at 0,0 and the head about 150 high. */
export function person({
  hair = '#5b3a29',
  skin = '#f2c6a0',
  shirt = '#3f7cac',
  turn = 0,
  glasses = false,
}: Look = {}): string {
  const at = turn * 20;
  const eye = (x: number) => `<circle cx="${x + at}" cy="-72" r="6.5" fill="#2d2a32"/>`;
  const brow = (x: number) =>
    `<path d="M${x - 12 + at} -91 q12 -8 24 0" fill="none" stroke="${hair}" stroke-width="5" stroke-linecap="round"/>`;
  const shades = `<rect x="${-50 + at}" y="-88" width="44" height="32" rx="13" fill="#1c1c22"/><rect x="${6 + at}" y="-88" width="44" height="32" rx="13" fill="#1c1c22"/><path d="M${-8 + at} -76 h16" stroke="#1c1c22" stroke-width="6"/>`;
  return `
    <path d="M-66 ${-78} q-10 -92 66 -92 q76 0 66 92 q2 60 12 92 h-156 q10 -32 12 -92z" fill="${hair}"/>
    <path d="M-24 -20 h48 v46 q-24 20 -48 0z" fill="${shade(skin)}"/>
    <path d="M-130 180 q-6 -128 74 -150 l32 -12 q24 24 48 0 l32 12 q80 22 74 150z" fill="${shirt}"/>
    <ellipse cx="0" cy="-68" rx="58" ry="70" fill="${skin}"/>
    <path d="M-60 -72 q-8 -76 60 -78 q68 2 60 78 q-12 -38 -44 -50 q-40 8 -76 50z" fill="${hair}"/>
    ${glasses ? shades : eye(-23) + eye(23) + brow(-23) + brow(23)}
    <path d="M${at * 1.3} -66 q7 14 -2 17" fill="none" stroke="${shade(skin)}" stroke-width="5" stroke-linecap="round"/>
    <path d="M${-22 + at} -32 q22 20 44 0" fill="none" stroke="#b5473c" stroke-width="6" stroke-linecap="round"/>`;
}

/** Legs of a standing person, from the waist on. */
export const legs = (colour: string): string =>
  `<path d="M-96 168 h192 l-22 330 h-58 l-16 -210 l-16 210 h-58z" fill="${colour}"/>`;

/** A sitting cat; the middle of its head is at 0,0. */
export function cat(fur = '#e8964a', turn = 0): string {
  const at = turn * 18;
  const ear = (side: number) =>
    `<path d="M${side * 74} -20 L${side * 66} -100 L${side * 14} -56z" fill="${fur}" stroke="${fur}" stroke-width="10" stroke-linejoin="round"/><path d="M${side * 62} -38 L${side * 58} -82 L${side * 30} -56z" fill="#f7b9a8"/>`;
  const eye = (x: number) =>
    `<ellipse cx="${x + at}" cy="-8" rx="11" ry="14" fill="#eaf3c0"/><ellipse cx="${x + at * 1.2}" cy="-8" rx="5" ry="13" fill="#25252b"/>`;
  const whiskers = [-1, 1].flatMap((side) =>
    [-6, 4, 14].map(
      (tilt) =>
        `<path d="M${side * 26 + at} 28 l${side * 58} ${tilt}" stroke="#fff" stroke-width="3" stroke-linecap="round"/>`,
    ),
  );
  return `
    <path d="M78 190 q90 -10 70 -110 q-4 -22 -22 -12 q-2 70 -64 70z" fill="${shade(fur)}"/>
    <path d="M-92 236 q-22 -170 92 -190 q114 20 92 190z" fill="${fur}"/>
    <path d="M-36 236 q-10 -120 36 -140 q46 20 36 140z" fill="#fbe9d4"/>
    ${ear(-1)}${ear(1)}<ellipse cx="0" cy="0" rx="84" ry="72" fill="${fur}"/>
    <ellipse cx="${at}" cy="30" rx="36" ry="26" fill="#fbe9d4"/>
    ${eye(-34)}${eye(34)}<path d="M${at - 9} 16 h18 l-9 10z" fill="#d2655a"/>
    <path d="M${at - 14} 36 q7 8 14 -6 q7 14 14 6" fill="none" stroke="#7a4a35" stroke-width="4" stroke-linecap="round"/>${whiskers.join('')}`;
}

function shade(colour: string): string {
  const parts = [1, 3, 5].map((from) => Math.round(Number.parseInt(colour.slice(from, from + 2), 16) * 0.85));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

export const sun = (x: number, y: number, r = 34): string => `<circle cx="${x}" cy="${y}" r="${r}" fill="#ffd35c"/>`;
export const tree = (x: number, y: number, leaves = '#5b9a5f'): string =>
  `<rect x="${x - 9}" y="${y - 60}" width="18" height="70" fill="#7a5638"/><circle cx="${x}" cy="${y - 100}" r="56" fill="${leaves}"/>`;
export const put = (x: number, y: number, scale: number, shape: string): string =>
  `<g transform="translate(${x} ${y}) scale(${scale})">${shape}</g>`;
