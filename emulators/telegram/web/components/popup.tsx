import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';

export interface Choice {
  readonly name: string;
  readonly icon: IconName;
  readonly choose: () => void;
}

interface PopupProps {
  readonly label: string;
  readonly className: string;
  readonly choices: readonly Choice[];
  readonly children: ComponentChildren;
}

/** A button that opens a menu: arrow keys move, Escape closes (ARIA menu button). */
export function Popup({ label, className, choices, children }: PopupProps) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    frame.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const onPointer = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && frame.current?.contains(target))) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [open]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class={`popup ${className}`} ref={frame}>
      <button
        type="button"
        class="round"
        ref={button}
        title={label}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div class="popup-menu" role="menu" aria-label={label} onKeyDown={(event) => walk(event, close)}>
          {choices.map(({ name, icon, choose }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              data-choice={icon}
              onClick={() => {
                close();
                choose();
              }}
            >
              <Icon name={icon} size={20} />
              {name}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function walk(event: KeyboardEvent, close: () => void): void {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    close();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const menu = event.currentTarget;
  if (step === undefined || !(menu instanceof Element)) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const place = items.findIndex((item) => item === document.activeElement);
  items[(place + step + items.length) % items.length]?.focus();
}
