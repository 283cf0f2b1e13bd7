import type { ButtonView } from '../live/api.ts';
import { safeAddress, startPayload } from '../live/links.ts';
import { useActions, waitingKey } from './context.ts';
import { Icon } from './icons.tsx';

/** The buttons on a message. Arrow keys move among them. */
export function InlineButtons({ messageId, rows }: { messageId: number; rows: readonly (readonly ButtonView[])[] }) {
  return (
    <div class="inline-keyboard" role="group" onKeyDown={walk}>
      {rows.map((row, index) => (
        <div key={index} class="inline-row">
          {row.map((button, place) => (
            <InlineButton key={button.data ?? button.url ?? place} messageId={messageId} button={button} />
          ))}
        </div>
      ))}
    </div>
  );
}

function InlineButton({ messageId, button }: { messageId: number; button: ButtonView }) {
  const { tap, waiting, start, username } = useActions();
  const { label, data, url } = button;
  if (url !== undefined) {
    const payload = startPayload(url, username);
    const address = safeAddress(url);
    if (payload === undefined && address !== undefined) {
      return (
        <a class="inline-button" href={address} target="_blank" rel="noopener noreferrer">
          <span dir="auto">{label}</span>
          <Icon name="outside" size={12} />
        </a>
      );
    }
    return (
      <button type="button" class="inline-button" onClick={() => payload !== undefined && start(payload)}>
        <span dir="auto">{label}</span>
        <Icon name="outside" size={12} />
      </button>
    );
  }
  const waits = data !== undefined && waiting.has(waitingKey(messageId, data));
  return (
    <button
      type="button"
      class="inline-button"
      aria-busy={waits}
      onClick={() => {
        if (data !== undefined && !waits) tap(messageId, data);
      }}
    >
      <span dir="auto">{label}</span>
    </button>
  );
}

const steps: Record<string, [row: number, place: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Moves the focus to the next button, also to those of neighbouring messages. */
function walk(event: KeyboardEvent): void {
  const step = steps[event.key];
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('.inline-button') : null;
  const row = button?.parentElement;
  if (!step || !button || !row) return;
  event.preventDefault();
  const rows = [...document.querySelectorAll('.inline-row')];
  const place = [...row.children].indexOf(button);
  const target = rows[rows.indexOf(row) + step[0]];
  const next =
    step[0] === 0 ? row.children[place + step[1]] : target?.children[Math.min(place, target.children.length - 1)];
  if (next instanceof HTMLElement) next.focus();
}
