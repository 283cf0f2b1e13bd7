import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words.ts';
import { Icon } from './icons.tsx';

/** Two drop zones, shown while files are dragged over the page. */
export function DropZones({ onFiles }: { onFiles: (files: readonly File[], asDocument: boolean) => void }) {
  const { w } = useWords();
  const [dragged, setDragged] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!withFiles(event)) return;
      depth.current += 1;
      setDragged(true);
    };
    const leave = (event: DragEvent) => {
      if (!withFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setDragged(false);
    };
    // Also outside the zones: otherwise the browser would open the file instead of the page.
    const over = (event: DragEvent) => withFiles(event) && event.preventDefault();
    const end = (event: DragEvent) => {
      if (withFiles(event)) event.preventDefault();
      depth.current = 0;
      setDragged(false);
    };
    const handlers = { dragenter: enter, dragleave: leave, dragover: over, drop: end };
    for (const [name, handler] of Object.entries(handlers)) addEventListener(name, handler as EventListener);
    return () => {
      for (const [name, handler] of Object.entries(handlers)) removeEventListener(name, handler as EventListener);
    };
  }, []);
  if (!dragged) return null;
  const zone = (asDocument: boolean, name: string) => (
    <div
      class="drop-zone"
      data-drop={asDocument ? 'files' : 'photos'}
      onDrop={({ dataTransfer }) => {
        const files = [...(dataTransfer?.files ?? [])];
        if (files.length > 0) onFiles(files, asDocument);
      }}
    >
      <Icon name={asDocument ? 'file' : 'photo'} size={40} />
      {name}
    </div>
  );
  return (
    <div class="drop-zones">
      {zone(false, w.dropPhotos)}
      {zone(true, w.dropFiles)}
    </div>
  );
}
