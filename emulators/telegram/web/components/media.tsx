import type { MediaView, MessageView } from '../live/api.ts';
import { albumRows } from '../live/timeline.ts';
import { useWords } from '../words.ts';
import { useActions } from './context.ts';
import { Icon, type IconName } from './icons.tsx';

const WIDEST = 420;
const HIGHEST = 460;
const NARROWEST = 180;

export function Photo({ media }: { media: MediaView }) {
  const { width = WIDEST, height = WIDEST } = media;
  const scale = Math.min(WIDEST / width, HIGHEST / height);
  const shown = Math.max(NARROWEST, Math.round(width * scale));
  return (
    <div class="photo" style={{ width: `${shown}px`, aspectRatio: `${shown} / ${Math.round(height * scale)}` }}>
      <Picture media={media} />
    </div>
  );
}

export function AlbumPhotos({ messages }: { messages: readonly MessageView[] }) {
  const { w, count } = useWords();
  const media = messages.flatMap((message) => message.media ?? []);
  let from = 0;
  const rows = albumRows(media.length).map((size) => media.slice(from, (from += size)));
  return (
    <div class="album" role="group" aria-label={count(w.albumOf, media.length)}>
      {rows.map((row) => (
        <div key={row[0]?.file_id} class={`album-row album-row-${row.length}`}>
          {row.map((one) => (
            <Picture key={one.file_id} media={one} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Picture({ media }: { media: MediaView }) {
  const { w } = useWords();
  const { view } = useActions();
  return (
    <button type="button" class="picture" aria-label={w.openPhoto} onClick={() => view(media)}>
      <img src={media.url} alt="" loading="lazy" decoding="async" />
    </button>
  );
}

const icons: Record<string, IconName> = {
  sticker: 'sticker',
  voice: 'voice',
  video: 'video',
  video_note: 'video',
  animation: 'video',
  audio: 'voice',
};

/** A file, or media without a preview. */
export function FileLine({ media }: { media: MediaView }) {
  const { w, language } = useWords();
  const { view } = useActions();
  const { kind, file_name: name, file_size: size, url, mime_type: mime = '' } = media;
  const titles: Record<string, string> = {
    sticker: w.sticker,
    voice: w.voice,
    video: w.video,
    video_note: w.videoNote,
    animation: w.animation,
  };
  const title = titles[kind] ?? name ?? w.document;
  const picture = /^image\/(jpeg|png|webp|gif)$/.test(mime) && kind === 'document';
  return (
    <div class="file">
      {picture ? (
        <button type="button" class="picture file-picture" aria-label={w.openPhoto} onClick={() => view(media)}>
          <img src={url} alt="" loading="lazy" decoding="async" />
        </button>
      ) : (
        <span class="file-icon">
          <Icon name={icons[kind] ?? 'file'} />
        </span>
      )}
      <span class="file-words">
        <a class="file-name" href={url} download={name ?? kind} dir="auto">
          {title}
        </a>
        <span class="file-size">{sizeInWords(size, language)}</span>
      </span>
    </div>
  );
}

const KIB = 1024;
const MIB = KIB * KIB;

/** @param bytes how many */
export function sizeInWords(bytes: number, language: string): string {
  const [amount, unit]: [number, string] =
    bytes < KIB ? [bytes, 'byte'] : bytes < MIB ? [bytes / KIB, 'kilobyte'] : [bytes / MIB, 'megabyte'];
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, style).format(amount);
}
