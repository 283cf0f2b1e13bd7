import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { BotProfile, ChatView, MediaChoice } from '../live/api.ts';
import { useWords } from '../words.ts';
import { AttachButton } from './attach.tsx';
import { Commands, matching } from './commands.tsx';
import { Icon } from './icons.tsx';

export interface ComposerProps {
  readonly chat: ChatView;
  readonly bot: BotProfile | undefined;
  readonly onSay: (text: string) => void;
  readonly onFiles: (files: readonly File[], asDocument: boolean) => void;
  readonly onMedia: (kind: MediaChoice) => void;
}

/** The input field. Enter sends, Shift+Enter breaks the line, "/" shows the commands. */
export function Composer({ chat, bot, onSay, onFiles, onMedia }: ComposerProps) {
  const { w } = useWords();
  const [text, setText] = useState('');
  const [menu, setMenu] = useState(false);
  const [keys, setKeys] = useState(true);
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const commands = bot?.commands ?? [];
  const shown = menu ? commands : matching(commands, text);
  const listed = shown.length > 0;
  const active = Math.min(chosen, shown.length - 1);

  useEffect(() => {
    setText('');
    setMenu(false);
    // On a phone the keyboard would cover the chat.
    if (matchMedia('(hover: hover)').matches) field.current?.focus();
  }, [chat.user.id]);
  useEffect(() => setChosen(0), [listed, text]);
  useEffect(() => setKeys(true), [JSON.stringify(chat.keyboard)]);
  useLayoutEffect(() => {
    if (!field.current) return;
    field.current.style.height = 'auto';
    field.current.style.height = `${field.current.scrollHeight}px`;
  }, [text]);

  const say = (what: string) => {
    setMenu(false);
    setText('');
    if (what.trim() !== '') onSay(what);
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (listed && step !== undefined) {
      event.preventDefault();
      setChosen((active + step + shown.length) % shown.length);
    } else if (event.key === 'Escape') {
      if (listed) event.preventDefault();
      setMenu(false);
      if (listed && !menu) setText('');
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault();
      [...document.querySelectorAll<HTMLElement>('.inline-button')].at(-1)?.focus();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      const command = listed ? shown[active] : undefined;
      say(command ? `/${command.command}` : text);
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files, false);
  };

  return (
    <div class="composer-frame">
      {listed && <Commands commands={shown} active={active} onChoose={(command) => say(`/${command}`)} />}
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          say(text);
        }}
      >
        {commands.length > 0 && (
          <button
            type="button"
            class="commands-button"
            aria-expanded={menu}
            onClick={() => {
              setMenu(!menu);
              field.current?.focus();
            }}
          >
            <Icon name={menu ? 'close' : 'menu'} size={18} />
            <span>{w.menu}</span>
          </button>
        )}
        <textarea
          ref={field}
          rows={1}
          value={text}
          placeholder={w.message}
          aria-label={w.message}
          aria-haspopup="listbox"
          aria-controls="commands"
          aria-autocomplete="list"
          aria-activedescendant={listed ? `command-${active}` : undefined}
          dir="auto"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKey}
          onPaste={onPaste}
        />
        {chat.keyboard && (
          <button
            type="button"
            class="round"
            aria-label={w.keyboard}
            aria-expanded={keys}
            onClick={() => setKeys(!keys)}
          >
            <Icon name="keyboard" />
          </button>
        )}
        <AttachButton onFiles={onFiles} onMedia={onMedia} />
        <button type="submit" class="round send" aria-label={w.send} disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </form>
      {chat.keyboard && keys && (
        <div class="reply-keyboard" role="group" aria-label={w.keyboard}>
          {chat.keyboard.map((row, index) => (
            <div key={index} class="reply-row">
              {row.map((label) => (
                <button key={label} type="button" onClick={() => say(label)}>
                  {label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
