import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FilesOptions } from '../live/api.ts';
import { useWords } from '../words.ts';
import { Icon } from './icons.tsx';
import { sizeInWords } from './media.tsx';
import { Modal } from './modal.tsx';

interface FilesDialogProps {
  readonly files: readonly File[];
  readonly asDocument: boolean;
  readonly onSend: (files: readonly File[], options: FilesOptions) => void;
  readonly onClose: () => void;
}

/** A preview of the files before they are sent. */
export function FilesDialog({ files: given, asDocument: asGiven, onSend, onClose }: FilesDialogProps) {
  const { w, language, count } = useWords();
  const [files, setFiles] = useState(given);
  const [asDocument, setAsDocument] = useState(asGiven);
  const [album, setAlbum] = useState(true);
  const [caption, setCaption] = useState('');
  const title = count(asDocument ? w.sendFiles : w.sendPhotos, files.length);
  const remove = (file: File) => {
    const left = files.filter((one) => one !== file);
    if (left.length === 0) onClose();
    else setFiles(left);
  };
  return (
    <Modal label={title} className="files-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSend(files, { asDocument, album: album && files.length > 1, caption });
        }}
      >
        <h2>{title}</h2>
        <ul class="previews">
          {files.map((file, index) => (
            <li key={`${index}${file.name}${file.size}`}>
              <Preview file={file} />
              <span class="preview-name" title={file.name}>
                {file.name} · {sizeInWords(file.size, language)}
              </span>
              <button
                type="button"
                class="preview-remove"
                aria-label={`${w.remove}: ${file.name}`}
                onClick={() => remove(file)}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
        <label class="check">
          <input
            type="checkbox"
            name="document"
            checked={asDocument}
            onChange={({ currentTarget }) => setAsDocument(currentTarget.checked)}
          />
          {w.asFiles}
        </label>
        {files.length > 1 && (
          <label class="check">
            <input
              type="checkbox"
              name="album"
              checked={album}
              onChange={({ currentTarget }) => setAlbum(currentTarget.checked)}
            />
            {w.album}
          </label>
        )}
        <input
          type="text"
          class="field"
          placeholder={w.caption}
          aria-label={w.caption}
          maxLength={1024}
          autofocus
          value={caption}
          onInput={({ currentTarget }) => setCaption(currentTarget.value)}
        />
        <div class="dialog-buttons">
          <button type="button" class="flat" onClick={onClose}>
            {w.cancel}
          </button>
          <button type="submit" class="filled">
            {w.send}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function Preview({ file }: { file: File }) {
  const address = useMemo(() => URL.createObjectURL(file), [file]);
  const [shown, setShown] = useState(file.type.startsWith('image/'));
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  // Browsers cannot show every format, and some files are not pictures in spite of their name.
  if (!shown) {
    return (
      <span class="preview-icon">
        <Icon name="file" size={32} />
      </span>
    );
  }
  return <img src={address} alt="" onError={() => setShown(false)} />;
}
