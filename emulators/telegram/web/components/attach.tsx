import { useRef } from 'preact/hooks';
import type { MediaChoice } from '../live/api.ts';
import { useWords } from '../words.ts';
import { Icon } from './icons.tsx';
import { Popup } from './popup.tsx';

interface AttachProps {
  readonly onFiles: (files: readonly File[], asDocument: boolean) => void;
  readonly onMedia: (kind: MediaChoice) => void;
}

export function AttachButton({ onFiles, onMedia }: AttachProps) {
  const { w } = useWords();
  const photos = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const taken = (input: HTMLInputElement, asDocument: boolean) => {
    const chosen = [...(input.files ?? [])];
    // The same files may be chosen again.
    input.value = '';
    if (chosen.length > 0) onFiles(chosen, asDocument);
  };
  return (
    <>
      <Popup
        label={w.attach}
        className="attach"
        choices={[
          { name: w.photos, icon: 'photo', choose: () => photos.current?.click() },
          { name: w.files, icon: 'file', choose: () => files.current?.click() },
          { name: w.sticker, icon: 'sticker', choose: () => onMedia('sticker') },
          { name: w.voice, icon: 'voice', choose: () => onMedia('voice') },
          { name: w.video, icon: 'video', choose: () => onMedia('video') },
          { name: w.videoNote, icon: 'video', choose: () => onMedia('video_note') },
          { name: w.animation, icon: 'video', choose: () => onMedia('animation') },
          { name: w.audio, icon: 'voice', choose: () => onMedia('audio') },
          { name: w.location, icon: 'file', choose: () => onMedia('location') },
          { name: w.contact, icon: 'file', choose: () => onMedia('contact') },
          { name: w.poll, icon: 'file', choose: () => onMedia('poll') },
        ]}
      >
        <Icon name="attach" />
      </Popup>
      <input
        ref={photos}
        type="file"
        name="photos"
        accept="image/*,.heic,.heif"
        multiple
        hidden
        onChange={({ currentTarget }) => taken(currentTarget, false)}
      />
      <input
        ref={files}
        type="file"
        name="files"
        multiple
        hidden
        onChange={({ currentTarget }) => taken(currentTarget, true)}
      />
    </>
  );
}
