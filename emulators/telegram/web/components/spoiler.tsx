import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export function Spoiler({ children }: { children: ComponentChildren }) {
  const [shown, setShown] = useState(false);
  if (shown) return <span>{children}</span>;
  return (
    <button type="button" class="spoiler" aria-expanded="false" onClick={() => setShown(true)}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}
