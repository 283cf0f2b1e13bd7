import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ModalProps {
  readonly label: string;
  readonly className?: string;
  readonly role?: 'dialog' | 'alertdialog';
  /** on Escape and on a click outside */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The browser's dialog element, which keeps the focus inside and restores it. */
export function Modal({ label, className = '', role = 'dialog', onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`modal ${className}`}
      role={role}
      aria-label={label}
      onCancel={(event) => {
        // Closing a file chooser inside also fires cancel.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
