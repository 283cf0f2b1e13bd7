import { useState } from 'preact/hooks';
import type { MediaView } from '../live/api.ts';
import { useWords } from '../words.ts';
import { Icon } from './icons.tsx';
import { Modal } from './modal.tsx';

/** One picture, as large as the window; arrow keys show the previous and the next one. */
export function Viewer({
  pictures,
  shown,
  onClose,
}: {
  pictures: readonly MediaView[];
  shown: string;
  readonly onClose: () => void;
}) {
  const { w } = useWords();
  const [place, setPlace] = useState(() =>
    Math.max(
      0,
      pictures.findIndex(({ file_id: id }) => id === shown),
    ),
  );
  const media = pictures[place];
  if (!media) return null;
  const turn = (step: number) => setPlace(Math.max(0, Math.min(pictures.length - 1, place + step)));
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') turn(-1);
    if (key === 'ArrowRight') turn(1);
  };
  return (
    <Modal label={w.photo} className="viewer" onClose={onClose}>
      <div class="viewer-frame" onKeyDown={onKey} onClick={onClose}>
        <img src={media.url} alt={media.file_name ?? w.photo} onClick={(event) => event.stopPropagation()} />
      </div>
      <div class="viewer-bar" onKeyDown={onKey}>
        <button type="button" class="round" aria-label={w.previous} disabled={place === 0} onClick={() => turn(-1)}>
          <Icon name="back" />
        </button>
        <span>
          {place + 1} / {pictures.length}
        </span>
        <button
          type="button"
          class="round"
          aria-label={w.next}
          disabled={place === pictures.length - 1}
          onClick={() => turn(1)}
        >
          <Icon name="next" />
        </button>
        <button type="button" class="round" aria-label={w.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </Modal>
  );
}
