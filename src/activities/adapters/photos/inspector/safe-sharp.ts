import { isMainThread } from 'node:worker_threads';
import sharp from 'sharp';

let hardened = !isMainThread;

/**
 * sharp for files from strangers: it opens only JPEG, PNG and WebP from memory, keeps no cache, and uses one core.
 * sharp's settings are global to the process, worker threads included. Only this function changes them, on the main
 * thread: it blocks all formats before it allows three again, so another thread's decode in between would fail. No
 * other code in the process can then open SVG, GIF, TIFF or HEIC, nor a file by path.
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
