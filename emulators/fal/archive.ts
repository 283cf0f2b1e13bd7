import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { documentedDetails, type ArchiveSource, type Naming } from './error-types.ts';
import { errorDetail, type ErrorDetail } from './errors.ts';

/** The content of a training's zip. `bytes` is the size of the zip. */
export interface ArchiveReport {
  bytes: number;
  images: number;
  /** Names of the images, in the order of the zip. */
  names: string[];
  captions: number;
  /** Names of entries that are neither an image nor a caption. */
  others: string[];
  /** When the zip leaves FAL's storage, ms since the epoch; absent when it is not stored there or stays. */
  expires_at?: number;
}

const IMAGES = ['.jpg', '.jpeg', '.png', '.webp'];
const MAX_ENTRY_BYTES = 100 * 1024 * 1024;

/** Checks the zip at `path` as a trainer would: it must open, contain enough images, and each must be valid. */
export async function inspectArchive(
  path: string,
  about: ArchiveSource & { minImages: number; bytes: number; naming: Naming },
): Promise<{ report: ArchiveReport; errors: ErrorDetail[] }> {
  const { field, url, minImages, bytes, naming } = about;
  const source = { field, url };
  const report: ArchiveReport = { bytes, images: 0, names: [], captions: 0, others: [] };
  const broken: string[] = [];
  try {
    const zip = await openPromise(path);
    for await (const entry of zip.eachEntry()) {
      const extension = extname(entry.fileName).toLowerCase();
      if (entry.fileName.endsWith('/')) continue;
      if (extension === '.txt') report.captions += 1;
      else if (!IMAGES.includes(extension)) report.others.push(entry.fileName);
      else if (await isImage(zip, entry)) report.names.push(entry.fileName);
      else broken.push(entry.fileName);
    }
  } catch {
    return { report, errors: documentedDetails('invalid_archive', { source, naming }) };
  }
  report.images = report.names.length;
  if (broken.length > 0) {
    return { report, errors: documentedDetails('image_load_error', { source, images: broken, naming }) };
  }
  if (report.images < minImages) {
    const msg = `Too few files in the archive. Expected at least ${minImages} files with extensions ${IMAGES.join(', ')}, found ${report.images}. Add more matching files to the archive.`;
    const ctx = { min_count: minImages, provided_count: report.images, supported_extensions: IMAGES };
    return { report, errors: [errorDetail('archive_file_count_below_minimum', msg, [field], { input: url, ctx })] };
  }
  return { report, errors: [] };
}

async function isImage(zip: ZipFile, entry: Entry): Promise<boolean> {
  if (entry.uncompressedSize > MAX_ENTRY_BYTES) return false;
  const bytes = await buffer(await zip.openReadStreamPromise(entry));
  try {
    const { width, height } = await sharp(bytes).metadata();
    return width > 0 && height > 0;
  } catch {
    return false;
  }
}
