import type { AvatarType } from '../../src/domain/avatar/avatar.ts';
import { cat, legs, person, put, sun, tree } from './shapes.ts';

/** px. */
const TILE = { width: 280, height: 340, gap: 20 } as const;
const [WIDTH, HEIGHT] = [4 * TILE.width + 5 * TILE.gap, 2 * TILE.height + 3 * TILE.gap];

const fill = (colour: string): string => `<rect width="${TILE.width}" height="${TILE.height}" fill="${colour}"/>`;
const ground = (colour: string, y = 250): string =>
  `<rect y="${y}" width="${TILE.width}" height="${TILE.height - y}" fill="${colour}"/>`;
const blurred = (shape: string): string => `<g filter="url(#blur)">${shape}</g>`;

const anna = { hair: '#5b3a29', shirt: '#3f7cac' };
const window = `<rect x="150" y="30" width="110" height="150" fill="#fff6d6" stroke="#fff" stroke-width="12"/><path d="M205 30 v150 M150 105 h110" stroke="#fff" stroke-width="8"/>`;

const character = {
  good: [
    fill('#cfe3ef') + put(140, 205, 1.15, person(anna)),
    fill('#e9d9c3') + window + put(120, 215, 1.05, person({ ...anna, shirt: '#a8574f', turn: 1 })),
    fill('#bfe0f5') +
      sun(230, 60) +
      ground('#9ccb86', 230) +
      tree(52, 240) +
      put(160, 150, 0.62, person({ ...anna, shirt: '#d9a03f', turn: -0.7 }) + legs('#42506b')),
    fill('#38425f') +
      `<circle cx="60" cy="90" r="90" fill="#ffcf87" opacity="0.35"/><circle cx="60" cy="90" r="26" fill="#ffdf9e"/>` +
      put(160, 220, 1, person({ ...anna, skin: '#f0be93', shirt: '#5f8d6b', turn: -1 })),
  ],
  bad: [
    fill('#cfe3ef') + put(140, 205, 1.15, person({ ...anna, glasses: true })),
    fill('#e3e0ef') +
      put(75, 220, 0.72, person({ hair: '#2d2a32', shirt: '#7c6bb0' })) +
      put(215, 220, 0.72, person({ hair: '#b98242', shirt: '#4f8f86' })) +
      put(145, 240, 0.78, person(anna)),
    blurred(fill('#cfe3ef') + put(140, 205, 1.15, person(anna))),
    fill('#bfe0f5') +
      sun(225, 60) +
      ground('#9ccb86', 220) +
      tree(60, 235) +
      tree(220, 250, '#4d8a55') +
      put(140, 240, 0.11, person(anna) + legs('#42506b')),
  ],
};

const custom = {
  good: [
    fill('#dbe9d3') + put(140, 170, 1.2, cat()),
    fill('#e9d9c3') + window + put(120, 175, 0.95, cat('#e8964a', 1)),
    fill('#bfe0f5') + sun(230, 60) + ground('#9ccb86', 240) + put(140, 165, 0.62, cat('#e8964a', -1)),
    fill('#d9d3e8') +
      `<rect y="262" width="280" height="78" rx="30" fill="#a890c4"/>` +
      put(150, 130, 0.8, cat('#e8964a', 0.6)),
  ],
  bad: [
    fill('#dbe9d3') + put(80, 180, 0.62, cat('#8a8f98')) + put(200, 190, 0.62, cat()),
    fill('#dbe9d3') + put(275, 175, 1.3, cat()),
    blurred(fill('#dbe9d3') + put(140, 170, 1.2, cat())),
    fill('#bfe0f5') + sun(225, 60) + ground('#9ccb86', 220) + tree(60, 235) + put(180, 235, 0.12, cat()),
  ],
};

const ink = { night: '#22304a', teal: '#2f6f73', sand: '#f0d9a8', coral: '#e4715b' } as const;
const moon = `<circle cx="205" cy="80" r="40" fill="${ink.coral}"/>`;
const painted = (shape: string): string => fill(ink.sand) + moon + shape;
const hills = `<path d="M0 240 L90 120 L170 225 L220 160 L280 240 V340 H0z" fill="${ink.teal}"/><path d="M0 270 q70 -50 140 0 t140 0 V340 H0z" fill="${ink.night}"/>`;
const house = `<path d="M50 200 L130 130 L210 200z" fill="${ink.coral}"/><rect x="66" y="200" width="128" height="96" fill="${ink.night}"/><rect x="112" y="238" width="36" height="58" fill="${ink.sand}"/><rect y="290" width="280" height="50" fill="${ink.teal}"/>`;
const boat = `<path d="M60 240 h160 l-36 44 h-88z" fill="${ink.coral}"/><path d="M136 236 V110 L60 226z" fill="${ink.night}"/><path d="M0 276 q35 -24 70 0 t70 0 t70 0 t70 0 V340 H0z" fill="${ink.teal}"/>`;
const cup = `<rect y="256" width="280" height="84" fill="${ink.night}"/><path d="M70 150 h120 v70 q0 50 -60 50 t-60 -50z" fill="${ink.teal}"/><path d="M190 170 q50 0 40 40 q-10 26 -44 20" fill="none" stroke="${ink.teal}" stroke-width="16"/><path d="M110 130 q-16 -24 0 -44 M146 130 q-16 -24 0 -44" fill="none" stroke="${ink.night}" stroke-width="9" stroke-linecap="round"/>`;
const bar = (y: number, width: number, colour: string): string =>
  `<rect x="30" y="${y}" width="${width}" height="16" rx="8" fill="${colour}"/>`;

const style = {
  good: [hills, house, boat, cup].map(painted),
  bad: [
    `<g>${fill('#fff')}<g fill="none" stroke="#444" stroke-width="4"><path d="M50 220 L130 140 L210 220z M66 220 v86 h128 v-86 M112 306 v-50 h36 v50"/><circle cx="215" cy="80" r="34"/></g></g>` +
      `<g transform="translate(140 0)"><svg width="140" height="340" viewBox="140 0 140 340">${painted(house)}</svg></g>`,
    painted(boat) +
      `<rect x="20" y="270" width="240" height="50" rx="8" fill="#fff" opacity="0.9"/>${bar(282, 180, '#333')}${bar(302, 120, '#333')}<g transform="rotate(-28 140 150)" opacity="0.55">${[60, 130, 200].map((y) => `<rect x="-40" y="${y}" width="360" height="22" fill="#fff"/>`).join('')}</g>`,
    fill('#f4f5f7') +
      `<rect width="280" height="44" fill="#4a77c9"/>${[70, 130, 190, 250].map((y) => `<circle cx="44" cy="${y + 14}" r="18" fill="#c4cbd8"/><rect x="76" y="${y}" width="150" height="12" rx="6" fill="#9aa4b5"/><rect x="76" y="${y + 20}" width="100" height="10" rx="5" fill="#c4cbd8"/>`).join('')}`,
    fill('#d7dbe2') + put(98, 118, 0.3, `<g clip-path="url(#tile)">${painted(hills)}</g>`),
  ],
};

const tick =
  '<path d="M-13 1 l9 10 l18 -21" fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>';
const cross = '<path d="M-11 -11 L11 11 M11 -11 L-11 11" stroke="#fff" stroke-width="8" stroke-linecap="round"/>';

function tile(drawing: string, column: number, row: number): string {
  const [x, y] = [TILE.gap + column * (TILE.width + TILE.gap), TILE.gap + row * (TILE.height + TILE.gap)];
  const mark = `<g transform="translate(${TILE.width - 34} ${TILE.height - 34})"><circle r="26" fill="${row === 0 ? '#2e9e5b' : '#d8453e'}" stroke="#fff" stroke-width="5"/>${row === 0 ? tick : cross}</g>`;
  const frame = `<rect x="3" y="3" width="${TILE.width - 6}" height="${TILE.height - 6}" rx="22" fill="none" stroke="${row === 0 ? '#2e9e5b' : '#d8453e'}" stroke-width="6"/>`;
  return `<g transform="translate(${x} ${y})"><g clip-path="url(#tile)">${drawing}</g>${frame}${mark}</g>`;
}

/** Good photos above, bad ones below: drawn without words, so that they serve in every language. */
export const tipsPictures: Readonly<Record<AvatarType, string>> = {
  character: page(character),
  style: page(style),
  custom: page(custom),
};

function page({ good, bad }: { readonly good: readonly string[]; readonly bad: readonly string[] }): string {
  const tiles = [good, bad].flatMap((drawings, row) => drawings.map((drawing, column) => tile(drawing, column, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <defs><clipPath id="tile"><rect width="${TILE.width}" height="${TILE.height}" rx="24"/></clipPath>
    <filter id="blur" x="-10%" y="-10%" width="120%" height="120%"><feGaussianBlur stdDeviation="9"/></filter></defs>
    <rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>${tiles.join('')}</svg>`;
}
