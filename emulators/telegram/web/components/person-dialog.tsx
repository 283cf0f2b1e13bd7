import { useState } from 'preact/hooks';
import type { EditedUser, UserRecord } from '../live/api.ts';
import { pageLanguage, useWords, wordsByLanguage } from '../words.ts';
import { Modal } from './modal.tsx';

interface PersonDialogProps {
  /** the user to change; absent: a new one */
  readonly person: UserRecord | undefined;
  /** number of existing users */
  readonly known: number;
  readonly onSave: (profile: EditedUser) => void;
  readonly onClose: () => void;
}

/** Languages by their own names. The page has the first two; the bot decides about the others. */
const languages = { ru: 'Русский', en: 'English', uk: 'Українська', de: 'Deutsch', es: 'Español', tr: 'Türkçe' };

export function PersonDialog({ person, known, onSave, onClose }: PersonDialogProps) {
  const { w, language: own } = useWords();
  const [language, setLanguage] = useState(person?.language_code ?? own);
  const suggested = wordsByLanguage[pageLanguage(language)].suggested;
  const [name, setName] = useState(person?.first_name);
  const firstName = name ?? suggested[known % suggested.length] ?? '';
  const title = person ? w.editPerson : w.newPerson;
  return (
    <Modal label={title} className="person-dialog" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const text = (field: string) => {
            const value = form.get(field);
            return typeof value === 'string' ? value.trim() : '';
          };
          onSave({
            ...(person && { id: person.id }),
            first_name: firstName.trim(),
            language_code: language,
            ...(text('last_name') || person?.last_name ? { last_name: text('last_name') } : {}),
            ...(text('username') || person?.username ? { username: text('username') } : {}),
          });
        }}
      >
        <h2>{title}</h2>
        <label>
          {w.firstName}
          <input
            class="field"
            name="first_name"
            required
            maxLength={64}
            value={firstName}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label>
          {w.lastName}
          <input class="field" name="last_name" maxLength={64} defaultValue={person?.last_name ?? ''} />
        </label>
        <label>
          {w.username}
          <input
            class="field"
            name="username"
            pattern="[A-Za-z]\w{3,31}"
            autocomplete="off"
            defaultValue={person?.username ?? ''}
          />
        </label>
        <label>
          {w.language}
          <select
            class="field"
            name="language_code"
            value={language}
            onChange={({ currentTarget }) => setLanguage(currentTarget.value)}
          >
            {Object.entries(languages).map(([code, itsName]) => (
              <option key={code} value={code}>
                {itsName}
              </option>
            ))}
          </select>
        </label>
        <div class="dialog-buttons">
          <button type="button" class="flat" onClick={onClose}>
            {w.cancel}
          </button>
          <button type="submit" class="filled">
            {w.save}
          </button>
        </div>
      </form>
    </Modal>
  );
}
