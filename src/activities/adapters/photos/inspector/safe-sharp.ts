import { isMainThread } from 'node:worker_threads';
import sharp from 'sharp';

let hardened = !isMainThread;

/**
 * sharp for files from strangers: it opens JPEG, PNG and WebP from memory and nothing else, keeps no cache, and leaves
 * the other cores alone. sharp has but one such setting for the whole process, worker threads included; this is the one
 * place that makes it, on the main thread alone: it closes all doors before it opens three again, and what another thread
 * decodes in between would fail. Whatever else runs in the process can then open no SVG, GIF, TIFF or HEIC, and no file by path.
 */
export function safeSharp(): typeof sharp {
  if (!hardened) {
    sharp.block({ operation: ['VipsForeignLoad'] });
    sharp.unblock({
      operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
    });
    sharp.concurrency(1);
    sharp.cache(false);
    hardened = true;
  }
  return sharp;
}
