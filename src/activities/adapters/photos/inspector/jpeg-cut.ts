import { countsBlocks, huffmanTable, type HuffmanTable } from './jpeg-huffman.ts';
import { isFrame, jpegSegments, START_OF_SCAN } from './jpeg-segments.ts';

/** Markers. Source: ITU-T T.81, table B.1. */
const PROGRESSIVE = 0xc2;
const HUFFMAN_TABLES = 0xc4;
const RESTART_INTERVAL = 0xdd;
/** Coefficients of a block, and its side, px. Source: A.3. */
const COEFFICIENTS = 64;
const SIDE = 8;

interface Component {
  /** Its blocks in one coded group, each way. */
  readonly across: number;
  readonly down: number;
  /** Missing bits of each coefficient. */
  readonly lacks: Uint8Array;
}

interface Frame {
  readonly isProgressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: ReadonlyMap<number, Component>;
}

/**
 * Whether part of the picture is missing. Decoders show grey for it, or less detail. libvips reports neither missing
 * data at the very bottom nor missing scans, whatever its `failOn`.
 * @param jpeg as cleaned: its segments are in order
 * @param hasAllBlocks of each scan that is there: only missing scans are looked for
 */
export function isJpegCut(jpeg: Buffer, hasAllBlocks = false): boolean {
  const tables = new Map<number, HuffmanTable>();
  let frame: Frame | undefined;
  let interval = 0;
  for (const { marker, start, end, data } of jpegSegments(jpeg)) {
    if (marker === HUFFMAN_TABLES && !hasAllBlocks) readTables(data, tables);
    if (marker === RESTART_INTERVAL && data.length >= 2) interval = data.readUInt16BE();
    if (isFrame(marker) && data.length >= 6) frame ??= frameOf(marker, data);
    if (marker !== START_OF_SCAN || !frame) continue;
    const coded = jpeg.subarray(start + 4 + data.length, end);
    if (noteScan(data, frame) && !hasAllBlocks && !isScanWhole(frame, data, tables, coded, interval)) return true;
  }
  return !frame || [...frame.components.values()].some(({ lacks }) => lacks.some((bits) => bits > 0));
}

/** Source: B.2.2. */
function frameOf(marker: number, data: Buffer): Frame {
  const components = Array.from({ length: data[5] ?? 0 }, (_, index) => {
    const [id = 0, factors = 0] = data.subarray(6 + 3 * index);
    const lacks = new Uint8Array(COEFFICIENTS).fill(255);
    return [id, { across: factors >> 4, down: factors & 15, lacks }] as const;
  });
  return {
    isProgressive: marker === PROGRESSIVE,
    height: data.readUInt16BE(1),
    width: data.readUInt16BE(3),
    components: new Map(components),
  };
}

/** Source: B.2.4.2. */
function readTables(data: Buffer, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at + 17 <= data.length;) {
    const kind = data[at] ?? 0;
    const lengths = data.subarray(at + 1, at + 17);
    const symbols = data.subarray(at + 17, at + 17 + lengths.reduce((sum, count) => sum + count, 0));
    tables.set(kind, huffmanTable(lengths, symbols, kind < 16));
    at += 17 + symbols.length;
  }
}

/** Ids of a scan's components, each with its tables. Source: B.2.3. */
function* componentsOf(header: Buffer): Generator<{ id: number; dc: number; ac: number }, void> {
  for (let index = 0; index < (header[0] ?? 0); index += 1) {
    const [id = 0, selected = 0] = header.subarray(1 + 2 * index);
    yield { id, dc: selected >> 4, ac: 16 + (selected & 15) };
  }
}

/** @returns whether the scan belongs to the frame and must be checked: a decoder reads a progressive one whole before it shows anything */
function noteScan(header: Buffer, { components, isProgressive }: Frame): boolean {
  const [first = 0, last = 0, precision = 0] = header.subarray(1 + 2 * (header[0] ?? 0));
  let isKnown = true;
  for (const { id } of componentsOf(header)) {
    const component = components.get(id);
    isKnown &&= component !== undefined;
    if (isProgressive) component?.lacks.fill(precision & 15, first, Math.min(last + 1, COEFFICIENTS));
    else component?.lacks.fill(0);
  }
  return isKnown && !isProgressive;
}

/** Source: A.2. */
function isScanWhole(
  { components, width, height }: Frame,
  header: Buffer,
  tables: ReadonlyMap<number, HuffmanTable>,
  coded: Buffer,
  interval: number,
): boolean {
  const all = [...components.values()];
  const most = Math.max(1, ...all.map(({ across }) => across));
  const tallest = Math.max(1, ...all.map(({ down }) => down));
  const scanned = [...componentsOf(header)].flatMap(({ id, dc, ac }) => {
    const [component, dcTable, acTable] = [components.get(id), tables.get(dc), tables.get(ac)];
    return component && dcTable && acTable ? [{ ...component, tables: [dcTable, acTable] as const }] : [];
  });
  const [one] = scanned;
  // Without tables the decoder refuses it.
  if (!one || scanned.length !== header[0]) return true;
  const cells = (size: number, cell: number) => Math.ceil(size / cell);
  if (scanned.length === 1) {
    const columns = cells(cells(width * one.across, most), SIDE);
    const rows = cells(cells(height * one.down, tallest), SIDE);
    return countsBlocks(coded, [one.tables], columns * rows, interval);
  }
  const blocks = scanned.flatMap(({ across, down, tables: used }) => Array(across * down).fill(used));
  return countsBlocks(coded, blocks, cells(width, most * SIDE) * cells(height, tallest * SIDE), interval);
}
