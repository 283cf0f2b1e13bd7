import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { detailOf, type ErrorDetail } from './errors.ts';

/** What was found in the zip of a training. `bytes` is the size of the zip. */
export interface ArchiveReport {
  bytes: number;
  images: number;
  captions: number;
  /** Names of entries that are neither an image nor a caption. */
  others: string[];
  /** When the zip leaves FAL's storage, ms since the epoch; absent when it is not stored there or stays. */
  expires_at?: number;
}

const IMAGES = ['.jpg', '.jpeg', '.png', '.webp'];
const MAX_ENTRY_BYTES = 100 * 1024 * 1024;

/**
 * Looks into a zip as a trainer would: it must open, hold enough images, and each must be one.
 * `field` and `url` are what the errors name; `path` is where the zip lies.
 */
export async function inspectArchive(
  path: string,
  about: { field: string; url: string; minImages: number; bytes: number },
): Promise<{ report: ArchiveReport; errors: ErrorDetail[] }> {
  const { field, url, minImages, bytes } = about;
  const report: ArchiveReport = { bytes, images: 0, captions: 0, others: [] };
  const fail = (type: string, msg: string, ctx?: Record<string, unknown>) => ({
    report,
    errors: [detailOf(type, msg, [field], { input: url, ...(ctx ? { ctx } : {}) })],
  });

  let broken: string | undefined;
  try {
    const zip = await openPromise(path);
    for await (const entry of zip.eachEntry()) {
      const extension = extname(entry.fileName).toLowerCase();
      if (entry.fileName.endsWith('/')) continue;
      if (extension === '.txt') report.captions += 1;
      else if (!IMAGES.includes(extension)) report.others.push(entry.fileName);
      else if (await isImage(zip, entry)) report.images += 1;
      else broken ??= entry.fileName;
    }
  } catch {
    const msg = "Could not read or process the provided archive. Ensure it's a valid, non-corrupted archive.";
    return fail('invalid_archive', msg, { supported_extensions: ['.zip'] });
  }
  if (broken !== undefined) return fail('image_load_error', `Image load error: ${broken}`);
  if (report.images < minImages) {
    const msg = `Too few files in the archive. Expected at least ${minImages} files with extensions ${IMAGES.join(', ')}, found ${report.images}.`;
    return fail('archive_file_count_below_minimum', msg, {
      min_count: minImages,
      provided_count: report.images,
      supported_extensions: IMAGES,
    });
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
