import { useWords } from '../words.ts';
import { Modal } from './modal.tsx';

export interface Notice {
  readonly id: number;
  readonly text: string;
  /** must be closed by the user */
  readonly alert: boolean;
}

/** The answer to a tap: a toast, or a window that the user closes. */
export function Notices({ notices, onClose }: { notices: readonly Notice[]; onClose: (id: number) => void }) {
  const { w } = useWords();
  const alert = notices.find((notice) => notice.alert);
  return (
    <>
      <div class="toasts" role="status" aria-live="polite">
        {notices
          .filter((notice) => !notice.alert)
          .map(({ id, text }) => (
            <div key={id} class="toast" dir="auto">
              {text}
            </div>
          ))}
      </div>
      {alert && (
        <Modal key={alert.id} role="alertdialog" label={alert.text} className="alert" onClose={() => onClose(alert.id)}>
          <p dir="auto">{alert.text}</p>
          <div class="dialog-buttons">
            <button type="button" class="filled" onClick={() => onClose(alert.id)}>
              {w.ok}
            </button>
          </div>
        </Modal>
      )}
    </>
  );
}
