/** The parts of files, for tests that assemble them wrongly. */
import { crc32, deflateSync } from 'node:zlib';

/** A chunk of a PNG. Source: w3.org/TR/png-3, 5.3. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Colour type: 0 is grey, 2 RGB. */
  readonly colour?: 0 | 2;
  /** Before the pixels. */
  readonly chunks?: readonly Buffer[];
  /** Compressed; rows of white by default. */
  readonly pixels?: Uint8Array;
}

export function png({ width, height, colour = 0, chunks = [], pixels }: PngParts): Buffer {
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([8, colour, 0, 0, 0])]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', pixels ?? deflateSync(rows(width, height, colour === 0 ? 1 : 3))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Uncompressed rows of a PNG: white, each after a byte for no filter. */
function rows(width: number, height: number, channels: number): Buffer {
  const row = Buffer.alloc(1 + width * channels, 255);
  row[0] = 0;
  return Buffer.alloc(row.length * height, row);
}

/** A segment of a JPEG. Source: ITU-T T.81, B.1.1.4. */
export function jpegSegment(marker: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), uint16(data.length + 2), data]);
}

/** A JPEG with more segments, right after its beginning. */
export function withSegments(jpeg: Uint8Array, ...segments: readonly Uint8Array[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** A chunk of a WebP, padded. Source: RFC 9649, 2.3. */
export function riffChunk(type: string, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(type, 'latin1'), uint32le(data.length), data, Buffer.alloc(data.length % 2)]);
}

export function webp(...chunks: readonly Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]));
}

/** The HEIC with another size in its header. Source: ISO/IEC 23008-12, 6.5.3 (ispe). */
export function withHeicSize(heic: Uint8Array, width: number, height: number): Buffer {
  const changed = Buffer.from(heic);
  for (let at = changed.indexOf('ispe'); at >= 0; at = changed.indexOf('ispe', at + 4)) {
    changed.writeUInt32BE(width, at + 8);
    changed.writeUInt32BE(height, at + 12);
  }
  return changed;
}

/** The file with its brands replaced, at most as many as it has. */
export function withBrands(heic: Uint8Array, major: string, ...compatible: readonly string[]): Buffer {
  const changed = Buffer.from(heic);
  const length = changed.readUInt32BE(0);
  const room = (length - 16) / 4;
  changed.write(major, 8, 'latin1');
  for (let index = 0; index < room; index += 1) {
    changed.write(compatible[index] ?? compatible[0] ?? major, 16 + 4 * index, 'latin1');
  }
  return changed;
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** The header of a WebP with more than pixels. @param flags 2 is animation, 4 XMP, 8 Exif, 16 alpha. Source: RFC 9649, 2.7. */
export function vp8x(width: number, height: number, flags: number): Buffer {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return riffChunk('VP8X', data);
}
