/** Kinds of files that are recognised as no photo without a look at their content. Each has a sentence of its own. */
export const notPhotos = [
  'video',
  'video_note',
  'animation',
  'voice',
  'audio',
  'sticker',
  'pdf',
  'archive',
  'raw',
  'location',
  'contact',
  'poll',
] as const;
export type NotAPhoto = (typeof notPhotos)[number];

const archives = /\.(zip|rar|7z|tar|gz|tgz|bz2|xz)$/i;
/** Raw files of cameras: Canon, Nikon, Sony, Adobe and phones, Fujifilm, Olympus, Panasonic, Pentax, Samsung, Sigma. */
const raws = /\.(cr2|cr3|crw|nef|nrw|arw|sr2|dng|raf|orf|rw2|pef|srw|x3f)$/i;

/** What a file is by its name and type, as far as these show that it is no photo. The inspector finds all else by content. */
export function fileKind({
  name = '',
  mime = '',
}: {
  readonly name?: string;
  readonly mime?: string;
}): NotAPhoto | null {
  if (
    raws.test(name) ||
    /^image\/(x-(adobe-dng|canon|nikon|sony|fuji|olympus|panasonic|pentax|samsung|sigma))/.test(mime)
  ) {
    return 'raw';
  }
  if (mime.startsWith('image/')) return null;
  if (mime === 'application/pdf' || /\.pdf$/i.test(name)) return 'pdf';
  if (archives.test(name) || /^application\/(zip|x-zip|x-rar|vnd\.rar|x-7z|x-tar|gzip)/.test(mime)) return 'archive';
  if (mime.startsWith('video/')) return 'video';
  return mime.startsWith('audio/') ? 'audio' : null;
}
