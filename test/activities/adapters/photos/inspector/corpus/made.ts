/** One public-domain picture in many file forms, for the corpus. */
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { astronaut } from '../lab.ts';
import { jpegSegment } from '../parts.ts';

export type Make = () => Promise<Buffer>;
export type Files = Readonly<Record<string, Make>>;

/** The picture in any size, stretched, so that a photo made from it can be compared. */
export const picture = (width = 512, height = 512): Sharp => sharp(astronaut).resize(width, height, { fit: 'fill' });
export const odd = (name: string): Promise<Buffer> => readFile(new URL(`../fixtures/odd/${name}`, import.meta.url));

export const jpeg = (quality = 80): Promise<Buffer> => picture().jpeg({ quality }).toBuffer();
export const progressive = (): Promise<Buffer> => picture().jpeg({ progressive: true }).toBuffer();
export const full = (): Promise<Buffer> => picture().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
/** As large as a phone's photos, which are reduced as they are decoded. */
export const large = (chromaSubsampling = '4:2:0'): Promise<Buffer> =>
  picture(4032, 3024).jpeg({ chromaSubsampling }).toBuffer();
export const webp = (): Promise<Buffer> => picture().webp().toBuffer();

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
export const END = ascii('\xff\xd9');
export const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
/** The end of a phone's moving photo, as seen by a program that does not play it. */
export const MP4 = Buffer.concat([ascii('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'), ascii('\0\0\x40\0mdat'), zeros(16_376)]);
export const XMP = jpegSegment(0xe1, ascii('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'));
export const profile = (data: Uint8Array, part = 1, parts = 1): Buffer =>
  jpegSegment(0xe2, Buffer.concat([ascii('ICC_PROFILE\0'), Buffer.from([part, parts]), data]));

export const behind = async (file: Promise<Buffer>, ...more: readonly Buffer[]): Promise<Buffer> =>
  Buffer.concat([await file, ...more]);
/** Without this many bytes at its end. */
export const without = async (file: Promise<Buffer>, bytes: number): Promise<Buffer> =>
  (await file).subarray(0, -bytes);
/** The first part of it, 0–1. */
export const part = async (file: Promise<Buffer>, share: number): Promise<Buffer> => {
  const whole = await file;
  return whole.subarray(0, Math.floor(whole.length * share));
};
/** With more bytes inserted. */
export const inserted = async (file: Promise<Buffer>, at: number, ...more: readonly Buffer[]): Promise<Buffer> => {
  const whole = await file;
  return Buffer.concat([whole.subarray(0, at), ...more, whole.subarray(at)]);
};
/** With a JPEG's segment of one kind replaced; the first of them, or another one. */
export const changed = async (file: Promise<Buffer>, change: (bytes: Buffer) => void): Promise<Buffer> => {
  const bytes = Buffer.from(await file);
  change(bytes);
  return bytes;
};
